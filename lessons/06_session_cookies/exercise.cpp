// Exercise 06: a Cookie header, made by hand. It goes along with
// every request, whoever is asked; so a stranger gets it, too, and
// can do what it likes in your name. And a visitor who wants no
// cookies, and says so by `remember`, is remembered all the same.
// Let the session do it.
//
//   coach watch        checks this file whenever you save it
//   coach run 06       shows what it does, in real time
//
// Figure: the profile is had at localhost, 200, and at 127.0.0.1,
// 200; when it is done, 200 and 401. With cookies turned off, 200
// and 401; when it is done, 401 and 401.

#include <memory>
#include <string>
#include <vector>

#include <aio/aio.hpp>
#include <http/http.hpp>
#include <lesson/lesson.hpp>

namespace http = aio::http;

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
