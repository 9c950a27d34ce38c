// Exercise 05: a session for each page. A session keeps connections
// open for its next requests, but here none has any: each page
// waits for a connection of its own, and for the page before it.
// Make all of them share two connections.
//
//   ./coach watch      checks this file whenever you save it
//   ./coach run 05     shows what it does, in real time
//
// Expect: 6 seconds as it stands; 2 when it is done.

#include <string>
#include <vector>

#include <aio/aio.hpp>
#include <http/http.hpp>
#include <lesson/lesson.hpp>

namespace http = aio::http;

// Reads one page. Leave this as it is.
aio::Coroutine<> fetch(http::Session& session, std::string page) {
    auto response = co_await session.get(page);
    response.raise_for_status();
    co_await response.read();
    lesson::say(page + " has come");
}

// This is what the check calls. Please leave it as it is.
aio::Coroutine<> all_pages(std::string server,
                           std::vector<std::string> pages);

// TODO: use one session with two connections, and request all pages
// at once, in their order. If a page fails, its error goes to the
// caller. Whatever happens, close the session at the end: that is
// what aio::try_finally (lib/aio/finally.hpp) is for.
aio::Coroutine<> all_pages(std::string server,
                           std::vector<std::string> pages) {
    for (const std::string& page : pages) {
        http::Session session({.base_url = server});
        co_await fetch(session, page);
        co_await session.close();
    }
}
