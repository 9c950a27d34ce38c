// Wrong: aio::wait stops waiting when the time is up, but nobody
// stops the request. It goes on, and keeps its connection.
//
// Fails at: giving up leaves nothing pending

#include <chrono>
#include <cstddef>
#include <optional>
#include <string>
#include <vector>

#include <aio/aio.hpp>
#include <http/http.hpp>

using std::chrono::seconds;
namespace http = aio::http;

// URLs of the same text.
using Mirrors = std::vector<std::string>;

aio::Coroutine<std::string> first_in_time(
    http::Session& session, Mirrors mirrors,
    http::ClientTimeout limits) {
    for (std::size_t n = 0;; ++n) {
        try {
            auto response = co_await session.get(
                mirrors[n], {.timeout = limits});
            co_return co_await response.text();
        } catch (const aio::TimeoutError&) {
            if (n + 1 == mirrors.size()) throw;
        }
    }
}

// This is what the check calls. Please leave it as it is.
aio::Coroutine<std::string> download(http::Session& session,
                                     Mirrors mirrors,
                                     seconds to_connect,
                                     seconds silence,
                                     seconds in_all);

aio::Coroutine<std::string> download(http::Session& session,
                                     Mirrors mirrors,
                                     seconds to_connect,
                                     seconds silence,
                                     seconds in_all) {
    const http::ClientTimeout limits{.total = std::nullopt,
                                     .connect = to_connect,
                                     .sock_read = silence};
    std::vector tasks{
        aio::create_task(first_in_time(session, mirrors, limits))};
    co_await aio::wait(tasks, {.timeout = in_all});
    if (!tasks.front().done())
        throw aio::TimeoutError("download: too long in all");
    co_return tasks.front().result();
}
