// Wrong: one session, but no limit on its connections. All pages
// are requested at once, so each needs a connection of its own.
//
// Fails at: a connection carries more than one page

#include <exception>
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
    http::Session session({.base_url = server});
    co_await aio::try_finally(
        [&]() -> aio::Coroutine<> {
            std::vector<aio::Coroutine<>> fetches;
            for (const std::string& page : pages)
                fetches.push_back(fetch(session, page));
            co_await aio::gather(std::move(fetches));
        },
        [&](const std::exception_ptr&) { return session.close(); });
}
