// Wrong: one jar for the whole program, so that "it is remembered".
// The next visitor finds the previous visitor's cookies in it.
//
// Fails at: the next visitor is a stranger again

#include <memory>
#include <string>
#include <vector>

#include <aio/aio.hpp>
#include <http/http.hpp>

namespace http = aio::http;

// This is what the check calls. Please leave it as it is.
aio::Coroutine<std::vector<int>> visit(
    std::vector<std::string> pages, bool remember);

aio::Coroutine<std::vector<int>> visit(
    std::vector<std::string> pages, bool remember) {
    static const auto kept = std::make_shared<http::CookieJar>();
    static const auto none =
        std::make_shared<http::DummyCookieJar>();
    http::Session session({.cookie_jar = remember ? kept : none});

    std::vector<int> statuses;
    for (const std::string& page : pages) {
        auto response = co_await session.get(page);
        co_await response.read();
        statuses.push_back(response.status());
    }
    co_await session.close();
    co_return statuses;
}
