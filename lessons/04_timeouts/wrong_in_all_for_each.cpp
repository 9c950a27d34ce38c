// Wrong: the three limits are in their places, but `total` is for
// one request. The second mirror gets all of in_all again.
//
// Fails at: in_all limits everything, all mirrors together

#include <chrono>
#include <cstddef>
#include <string>
#include <vector>

#include <aio/aio.hpp>
#include <http/http.hpp>

using std::chrono::seconds;
namespace http = aio::http;

// URLs of the same text.
using Mirrors = std::vector<std::string>;

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
    const http::ClientTimeout limits{.total = in_all,
                                     .connect = to_connect,
                                     .sock_read = silence};
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
