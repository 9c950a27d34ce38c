// Wrong: it puts the cookie into the jar itself, without saying
// whose it is. Such a cookie is shared: it goes to every host.
//
// Fails at: another host does not get it

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
    std::shared_ptr<http::CookieJar> jar;
    if (remember)
        jar = std::make_shared<http::CookieJar>();
    else
        jar = std::make_shared<http::DummyCookieJar>();
    http::Session session({.cookie_jar = jar});

    std::vector<int> statuses;
    for (const std::string& page : pages) {
        auto response = co_await session.get(page);
        co_await response.read();
        statuses.push_back(response.status());
        jar->update_cookies(response.cookies());
    }
    co_await session.close();
    co_return statuses;
}
