// Wrong: it treats every error as slowness, and tries the next
// mirror. A caller that asks for a page that does not exist never
// learns of it.
//
// Fails at: other errors come at once, as they are

#include <chrono>
#include <cstddef>
#include <exception>
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
        } catch (const std::exception&) {
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
    co_return co_await aio::wait_for(
        first_in_time(session, mirrors, limits), in_all);
}
