// Wrong: it treats `silence` as the time that reading may take. But
// a silence ends with every piece that comes; reading does not.
//
// Fails at: an answer that keeps coming is read to its end

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
    http::ClientTimeout limits, seconds silence) {
    for (std::size_t n = 0;; ++n) {
        try {
            auto response = co_await session.get(
                mirrors[n], {.timeout = limits});
            co_return co_await aio::wait_for(response.text(),
                                             silence);
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
                                     .connect = to_connect};
    co_return co_await aio::wait_for(
        first_in_time(session, mirrors, limits, silence), in_all);
}
