// Exercise 06: a host knows you again by the cookie that it gave
// you. Here the cookie is put into a header by hand, and sent to
// every host. So a stranger gets it, too, and can pass for you.
// Besides, cookies cannot be turned off: if `remember` is false,
// the first host knows you all the same. Let the session do both.
//
//   ./coach watch      checks this file whenever you save it
//   ./coach run 06     shows what it does, in real time
//
// Figure: what the two hosts say when they are asked for the
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

// Asks for the pages one after the other, as one visitor, and gives
// the status of each. What a host has set goes back to that host
// only; if `remember` is false, to nobody.
aio::Coroutine<std::vector<int>> visit(
    std::vector<std::string> pages, bool remember) {
    // TODO: give it a jar; one that keeps nothing, if that is what
    // is wanted.
    http::Session session;

    http::Headers headers;
    std::vector<int> statuses;
    for (const std::string& page : pages) {
        auto response =
            co_await session.get(page, {.headers = headers});
        co_await response.read();
        statuses.push_back(response.status());

        // TODO: no header by hand. The jar knows what is whose.
        if (!remember) continue;
        for (const auto& [name, value] : response.cookies())
            headers.set("Cookie", name + "=" + value);
    }
    co_await session.close();
    co_return statuses;
}
