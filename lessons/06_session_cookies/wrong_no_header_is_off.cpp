// Wrong: it no longer makes a header, as if that turned cookies
// off. But a session that is not given a jar makes its own.
//
// Fails at: turned off, nobody gets it

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
    http::SessionOptions options;
    if (remember)
        options.cookie_jar = std::make_shared<http::CookieJar>();
    http::Session session(options);

    std::vector<int> statuses;
    for (const std::string& page : pages) {
        auto response = co_await session.get(page);
        co_await response.read();
        statuses.push_back(response.status());
    }
    co_await session.close();
    co_return statuses;
}
