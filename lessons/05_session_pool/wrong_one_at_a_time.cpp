// Wrong: a limit of 2 is only an upper limit. Requesting one page
// after the other never needs the second connection.
//
// Fails at: two connections are opened

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
    http::Session session({.limit = 2, .base_url = server});
    co_await aio::try_finally(
        [&]() -> aio::Coroutine<> {
            for (const std::string& page : pages)
                co_await fetch(session, page);
        },
        [&](const std::exception_ptr&) { return session.close(); });
}
