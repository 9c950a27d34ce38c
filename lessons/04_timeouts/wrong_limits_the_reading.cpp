// Wrong: it takes `silence` for the time that reading may take. But
// a silence ends with every piece that comes; reading does not.
//
// Fails at: an answer that keeps coming is read to its end

#include <chrono>
#include <string>

#include <aio/aio.hpp>
#include <http/http.hpp>

using std::chrono::seconds;
namespace http = aio::http;

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
    const http::ClientTimeout limits{.total = in_all,
                                     .connect = to_connect};
    auto response = co_await session.get(url, {.timeout = limits});
    co_return co_await aio::wait_for(response.text(), silence);
}
