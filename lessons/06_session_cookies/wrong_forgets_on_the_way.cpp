// Wrong: a session for each host, closed when the next page is on
// another host. Its jar goes with it, so on returning to the first
// host the visitor would have to log in again.
//
// Fails at: back at its host, it is sent again

#include <memory>
#include <optional>
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
    std::vector<int> statuses;
    std::optional<http::Session> session;
    std::string host;
    for (const std::string& page : pages) {
        if (!session || host != http::Url(page).host()) {
            if (session) co_await session->close();
            std::shared_ptr<http::CookieJar> jar;
            if (!remember)
                jar = std::make_shared<http::DummyCookieJar>();
            session.emplace(
                http::SessionOptions{.cookie_jar = jar});
            host = http::Url(page).host();
        }
        auto response = co_await session->get(page);
        co_await response.read();
        statuses.push_back(response.status());
    }
    if (session) co_await session->close();
    co_return statuses;
}
