// Wrong: if a page fails, the gather throws its error, and the line
// that closes the session is never reached.
//
// Fails at: it is closed even when a page fails

#include <string>
#include <vector>

#include <aio/aio.hpp>
#include <http/http.hpp>

namespace http = aio::http;

aio::Coroutine<> fetch(http::Session& session, std::string page) {
    auto response = co_await session.get(page);
    response.raise_for_status();
    co_await response.read();
}

// This is what the check calls. Please leave it as it is.
aio::Coroutine<> all_pages(std::string server,
                           std::vector<std::string> pages);

aio::Coroutine<> all_pages(std::string server,
                           std::vector<std::string> pages) {
    http::Session session({.limit = 2, .base_url = server});
    std::vector<aio::Coroutine<>> fetches;
    for (const std::string& page : pages)
        fetches.push_back(fetch(session, page));
    co_await aio::gather(std::move(fetches));
    co_await session.close();
}
