// Wrong: two at a time, by a semaphore, but each page still has its
// own session. No later request can use its connection again.
//
// Fails at: a connection carries more than one page

#include <exception>
#include <memory>
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

// If a page fails, the others go on for a while; so all of them
// keep the semaphore alive.
aio::Coroutine<> one_page(std::shared_ptr<aio::Semaphore> places,
                          std::string server, std::string page) {
    auto place = co_await places->hold();
    http::Session session({.base_url = server});
    co_await aio::try_finally(
        [&] { return fetch(session, page); },
        [&](const std::exception_ptr&) { return session.close(); });
}

// This is what the check calls. Please leave it as it is.
aio::Coroutine<> all_pages(std::string server,
                           std::vector<std::string> pages);

aio::Coroutine<> all_pages(std::string server,
                           std::vector<std::string> pages) {
    const auto places = std::make_shared<aio::Semaphore>(2);
    std::vector<aio::Coroutine<>> fetches;
    for (const std::string& page : pages)
        fetches.push_back(one_page(places, server, page));
    co_await aio::gather(std::move(fetches));
}
