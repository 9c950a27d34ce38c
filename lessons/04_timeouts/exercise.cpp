// Exercise 04: several servers offer the same text, and if one is
// too slow, the next is tried. But there is only one limit, of 10
// seconds for each whole request. So a dead server is noticed only
// after 10 seconds, an answer that takes longer is cut off even if
// it keeps coming, and each further server may take another 10 s.
// Give each part its own limit.
//
//   ./coach watch      checks this file whenever you save it
//   ./coach run 04     shows what it does, in real time
//
// Expect: 11, 10 and 30 seconds, for the three runs that it shows,
// as it stands; 2, 12 and 2 when it is done.

#include <chrono>
#include <cstddef>
#include <string>
#include <vector>

#include <aio/aio.hpp>
#include <fmt/core.h>
#include <http/http.hpp>
#include <lesson/lesson.hpp>

using namespace std::chrono_literals;
using std::chrono::seconds;
namespace http = aio::http;

// URLs of the same text, each on another server.
using Mirrors = std::vector<std::string>;

// This is what the check calls. Please leave it as it is.
aio::Coroutine<std::string> download(http::Session& session,
                                     Mirrors mirrors,
                                     seconds to_connect,
                                     seconds silence,
                                     seconds in_all);

// Returns the text of the first mirror that is not too slow. The
// caller is ready to wait, but not forever:
//
//   to_connect   until there is a connection to a mirror
//   silence      until a mirror sends something more
//   in_all       until the whole text is here, however many
//                mirrors have been tried
//
// If the last one is too slow, its error goes to the caller. So
// does any other error, at once and unchanged.
aio::Coroutine<std::string> download(http::Session& session,
                                     Mirrors mirrors,
                                     seconds to_connect,
                                     seconds silence,
                                     seconds in_all) {
    lesson::say(fmt::format(
        "{} s to connect, {} s of silence, {} s in all",
        to_connect.count(), silence.count(), in_all.count()));

    // TODO: three limits in place of this one. Which of them is for
    // each mirror, and which for all of them together?
    const http::ClientTimeout limits{.total = 10s};

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
