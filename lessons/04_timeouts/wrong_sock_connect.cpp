// Wrong: `sock_connect` limits one address, from the moment it is
// tried. A request that waits for a place in the session's pool is
// not trying any yet, so it waits for as long as in_all allows.
//
// Fails at: it gives up connecting after to_connect

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
                                     .sock_connect = to_connect,
                                     .sock_read = silence};
    co_return co_await aio::wait_for(
        first_in_time(session, mirrors, limits), in_all);
}
