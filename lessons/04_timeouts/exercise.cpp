// Exercise 04: one limit for everything, of 10 seconds. So a server
// that is not there is found out after 10 seconds, and an answer
// that takes longer is cut off, although it keeps coming.
// Say for each part how long it may take.
//
//   ./coach watch      checks this file whenever you save it
//   ./coach run 04     shows what it does, in real time
//
// Figure: 10, 10 and 10 seconds as it stands; 1, 12 and 1 when it
// is done.

#include <chrono>
#include <string>

#include <aio/aio.hpp>
#include <fmt/core.h>
#include <http/http.hpp>
#include <lesson/lesson.hpp>

using namespace std::chrono_literals;
using std::chrono::seconds;
namespace http = aio::http;

// This is what the check calls. Please leave it as it is.
aio::Coroutine<std::string> download(http::Session& session,
                                     std::string url,
                                     seconds to_connect,
                                     seconds silence,
                                     seconds in_all);

// Gives the text that is found at the URL. The caller is ready to
// wait, but not for ever:
//
//   to_connect   until there is a connection
//   silence      until the server says something more
//   in_all       until all of the text is here
//
// Whatever goes wrong is for the caller, at once and as it is.
aio::Coroutine<std::string> download(http::Session& session,
                                     std::string url,
                                     seconds to_connect,
                                     seconds silence,
                                     seconds in_all) {
    lesson::say(fmt::format(
        "{} s to connect, {} s of silence, {} s in all",
        to_connect.count(), silence.count(), in_all.count()));

    // TODO: three limits in place of this one.
    const http::ClientTimeout limits{.total = 10s};

    auto response = co_await session.get(url, {.timeout = limits});
    co_return co_await response.text();
}
