// Solution of exercise 04: a limit for each of the three.

#include <chrono>
#include <string>

#include <aio/aio.hpp>
#include <fmt/core.h>
#include <http/http.hpp>
#include <lesson/lesson.hpp>

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
    lesson::say(fmt::format(
        "{} s to connect, {} s of silence, {} s in all",
        to_connect.count(), silence.count(), in_all.count()));

    // CHANGED: each has a limit of its own. `sock_read` begins anew
    // with every piece, so an answer that keeps coming is not cut
    // off before `total`. Each of them cancels what it limits.
    const http::ClientTimeout limits{.total = in_all,
                                     .connect = to_connect,
                                     .sock_read = silence};

    auto response = co_await session.get(url, {.timeout = limits});
    co_return co_await response.text();
}
