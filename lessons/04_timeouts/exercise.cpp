// Exercise 04: the same text can be had from several servers, and
// if one is too slow, the next is tried. But there is one limit for
// everything, of 10 seconds. So a server that is not there is found
// out after 10 seconds, an answer that takes longer is cut off,
// although it keeps coming, and each server has 10 seconds more.
// Say for each part how long it may take.
//
//   ./coach watch      checks this file whenever you save it
//   ./coach run 04     shows what it does, in real time
//
// Figure: 11, 10 and 30 seconds as it stands; 2, 12 and 2 when it
// is done.

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

// URLs of the same text.
using Mirrors = std::vector<std::string>;

// This is what the check calls. Please leave it as it is.
aio::Coroutine<std::string> download(http::Session& session,
                                     Mirrors mirrors,
                                     seconds to_connect,
                                     seconds silence,
                                     seconds in_all);

// Gives the text from the first mirror that is not too slow. The
// caller is ready to wait, but not for ever:
//
//   to_connect   until there is a connection to a mirror
//   silence      until a mirror says something more
//   in_all       until all of the text is here, whichever mirrors
//                have been tried
//
// If the last one is too slow, its error is for the caller. So is
// every other error, at once and as it is.
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
