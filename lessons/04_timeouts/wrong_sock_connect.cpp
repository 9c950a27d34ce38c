// Wrong: `sock_connect` is for one address, from the moment it is
// tried. A request that waits for a place in the session's pool
// tries none yet, so it waits for as long as `total` allows.
//
// Fails at: it gives up connecting after to_connect

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
                                     .sock_connect = to_connect,
                                     .sock_read = silence};
    auto response = co_await session.get(url, {.timeout = limits});
    co_return co_await response.text();
}
