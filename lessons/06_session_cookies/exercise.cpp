// Exercise 06: a host recognizes you by the cookie that it gave
// you. Here the cookie is put into a header by hand, and sent to
// every host. So a stranger gets it, too, and can act as you.
// Besides, cookies are not really off: if `remember` is false, the
// first host still recognizes you. Let the session handle both.
//
//   ./coach watch      checks this file whenever you save it
//   ./coach run 06     shows what it does, in real time
//
// Expect: what the two hosts say when they are asked for the
// profile. 200: they know you. 401: they do not.
//
//                 localhost, 127.0.0.1
//                 as it stands    when it is done
//   cookies       200, 200        200, 401
//   no cookies    200, 401        401, 401

#include <memory>
#include <string>
#include <vector>

#include <aio/aio.hpp>
#include <http/http.hpp>
#include <lesson/lesson.hpp>

namespace http = aio::http;

// This is what the check calls. Please leave it as it is.
aio::Coroutine<std::vector<int>> visit(
    std::vector<std::string> pages, bool remember);

// Requests the pages one after the other, as one visitor, and
// returns the status of each. What a host has set goes back to that
// host only; if `remember` is false, to no host.
aio::Coroutine<std::vector<int>> visit(
    std::vector<std::string> pages, bool remember) {
    // TODO: give the session a jar; one that keeps nothing, if
    // `remember` is false.
    http::Session session;

    http::Headers headers;
    std::vector<int> statuses;
    for (const std::string& page : pages) {
        auto response =
            co_await session.get(page, {.headers = headers});
        co_await response.read();
        statuses.push_back(response.status());

        // TODO: drop this header. The jar knows what goes where.
        if (!remember) continue;
        for (const auto& [name, value] : response.cookies())
            headers.set("Cookie", name + "=" + value);
    }
    co_await session.close();
    co_return statuses;
}
