// Solution of exercise 04: two limits for each mirror, and one
// around all of them.

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

// CHANGED: the loop is a coroutine of its own, so that it can be
// limited as a whole. It knows nothing of that limit.
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
    // CHANGED: for each mirror, how long connecting may take, and
    // how long it may be silent. `sock_read` starts again with each
    // piece, so an answer that keeps coming is not cut off. `total`
    // is off: it would start again with each mirror.
    const http::ClientTimeout limits{.total = std::nullopt,
                                     .connect = to_connect,
                                     .sock_read = silence};

    // CHANGED: the limit for everything goes around everything.
    // When that time is up, whatever is being waited for is
    // cancelled.
    co_return co_await aio::wait_for(
        first_in_time(session, mirrors, limits), in_all);
}
