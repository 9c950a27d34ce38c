// Wrong: aio::wait stops waiting when the time is up, but nobody
// stops the request. It goes on, and keeps its connection.
//
// Fails at: whoever gives up leaves nothing pending

#include <chrono>
#include <optional>
#include <string>
#include <vector>

#include <aio/aio.hpp>
#include <http/http.hpp>

using std::chrono::seconds;
namespace http = aio::http;

aio::Coroutine<std::string> request(http::Session& session,
                                    std::string url,
                                    http::ClientTimeout limits) {
    auto response = co_await session.get(url, {.timeout = limits});
    co_return co_await response.text();
}

// This is what the check calls. Please leave it as it is.
aio::Coroutine<std::string> download(http::Session& session,
                                     std::string url,
                                     seconds to_connect,
                                     seconds silence,
                                     seconds in_all);

aio::Coroutine<std::string> download(http::Session& session,
                                     std::string url,
                                     seconds to_connect,
                                     seconds silence,
                                     seconds in_all) {
    const http::ClientTimeout limits{.total = std::nullopt,
                                     .connect = to_connect,
                                     .sock_read = silence};
    std::vector tasks{
        aio::create_task(request(session, url, limits))};
    co_await aio::wait(tasks, {.timeout = in_all});
    if (!tasks.front().done())
        throw aio::TimeoutError("download: too long in all");
    co_return tasks.front().result();
}
