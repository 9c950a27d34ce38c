// Lesson 04: a server that is slow in three ways, and a limit for
// each. `total` limits the time from the request to the end of the
// answer, `sock_read` each silence of the server, `connect` the
// time until there is a connection. The error says which it was.
//
//   make lesson N=04
//
// Expect: total ends it after 2 s; sock_read lets it finish after
// 4 s; connect ends it after 1 s; so does sock_read, if the server
// falls silent.

#include <chrono>
#include <string>

#include <aio/aio.hpp>
#include <fmt/core.h>
#include <http/http.hpp>
#include <lesson/lesson.hpp>
#include <server/server.hpp>

using namespace std::chrono_literals;
namespace http = aio::http;
using lesson_server::with_server;

// The limits if you set none: five minutes for the whole request.
void say_defaults() {
    using Seconds = std::chrono::duration<double>;
    const http::ClientTimeout limits;
    lesson::say(fmt::format(
        "By default: total {:g} s, connect {}, sock_read {}.",
        Seconds(*limits.total).count(),
        limits.connect ? "limited" : "without a limit",
        limits.sock_read ? "limited" : "without a limit"));
}

// A session makes requests; more about it in lesson 05. This reads
// what comes, as it comes; an empty text means that it is complete.
aio::Coroutine<> download(http::Session& session, std::string url) {
    auto response = co_await session.get(url);
    lesson::say("the answer begins");
    for (;;) {
        const std::string text = co_await response.read_some();
        if (text.empty()) break;
        lesson::say(text.substr(0, text.find('\n')));
    }
    lesson::say("complete");
}

// The row in the picture has the limit's name. The third of these
// errors is not an `http::ClientError`: `total` limits your own
// waiting, and nothing need be wrong with the server. All three are
// TimeoutErrors, so to treat them alike, catch `aio::TimeoutError`.
aio::Coroutine<> try_to(http::ClientTimeout timeout,
                        std::string limit, std::string url) {
    http::Session session({.timeout = timeout});
    try {
        co_await aio::create_task(download(session, url), limit);
    } catch (const http::ConnectionTimeoutError&) {
        lesson::say("ConnectionTimeoutError: " + limit);
    } catch (const http::SocketTimeoutError&) {
        lesson::say("SocketTimeoutError: " + limit);
    } catch (const aio::TimeoutError&) {
        lesson::say("TimeoutError: " + limit);
    }
    co_await session.close();
}

// Five pieces ("drips"), one every 0.8 s. They keep coming, but
// after 2 s the time is up.
aio::Coroutine<> total(lesson_server::Urls server) {
    co_await try_to({.total = 2s}, "total 2 s",
                    server.ready + "drip?pieces=5&every=0.8");
}

// The same five pieces. No silence is longer than 0.8 s. This limit
// starts again with every byte, so an answer may take any time if
// it keeps coming. The default `total` of 5 minutes still holds.
aio::Coroutine<> read_drips(lesson_server::Urls server) {
    co_await try_to({.sock_read = 1s}, "sock_read 1 s",
                    server.ready + "drip?pieces=5&every=0.8");
}

// A server listens at this address, but never accepts, and the
// system's queue for new connections is full. (Until it is, the
// system itself accepts them on the server's behalf.)
aio::Coroutine<> connect(lesson_server::Urls server) {
    co_await try_to({.connect = 1s}, "connect 1 s",
                    server.never_accepts);
}

// The answer begins, but then nothing more comes.
aio::Coroutine<> read_silence(lesson_server::Urls server) {
    co_await try_to({.sock_read = 1s}, "sock_read 1 s",
                    server.ready + "stall");
}

int main(int argc, char** argv) {
    lesson::Program lesson(
        argc, argv,
        {.name = "04_timeouts",
         .title = "how long is too long",
         .scale = 4s,
         .guess = "A server sends five pieces, one "
                  "every 0.8 s; the client has set "
                  "total = 2 s.",
         .asks_server = true});

    say_defaults();
    const std::string url = lesson.url();
    lesson.run("five drips, and 2 s for all of it",
               with_server(url, total));
    lesson.run("five drips, and 1 s for each silence",
               with_server(url, read_drips));
    lesson.run("nobody accepts, and 1 s to connect",
               with_server(url, connect));
    lesson.run("a server stalls, and 1 s for each silence",
               with_server(url, read_silence));
    return lesson.done();
}
