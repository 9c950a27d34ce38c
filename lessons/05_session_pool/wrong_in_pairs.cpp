// Wrong: it gathers two pages, and then the next two. Each pair
// waits for the slower one of the pair before it.
//
// Fails at: no connection is idle while pages wait

#include <cstddef>
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

aio::Coroutine<> in_pairs(http::Session& session,
                          std::vector<std::string> pages) {
    for (std::size_t i = 0; i < pages.size(); i += 2) {
        std::vector<aio::Coroutine<>> pair;
        pair.push_back(fetch(session, pages[i]));
        if (i + 1 < pages.size())
            pair.push_back(fetch(session, pages[i + 1]));
        co_await aio::gather(std::move(pair));
    }
}

// This is what the check calls. Please leave it as it is.
aio::Coroutine<> all_pages(std::string server,
                           std::vector<std::string> pages);

aio::Coroutine<> all_pages(std::string server,
                           std::vector<std::string> pages) {
    http::Session session({.limit = 2, .base_url = server});
    co_await aio::try_finally(
        [&] { return in_pairs(session, pages); },
        [&](const std::exception_ptr&) { return session.close(); });
}
