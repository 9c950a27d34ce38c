// Lesson 05: six requests to a server: connecting takes half a
// second, and so does an answer. First with a session for each of
// them; then with one session for all; then with one for all, two
// at a time. (On one machine connecting takes no time: here it is
// delayed, as if the server were across an ocean.)
//
//   make lesson N=05
//
// Expect: 6 s with 6 connections, 3.5 s with 1, 2 s with 2.

#include <chrono>
#include <vector>

#include <aio/aio.hpp>
#include <fmt/core.h>
#include <http/http.hpp>
#include <lesson/lesson.hpp>
#include <server/server.hpp>

using namespace std::chrono_literals;
namespace http = aio::http;
using lesson_server::with_server;

// Reading the answer to its end gives the connection back to the
// session, which keeps it open for the next request.
aio::Coroutine<> fetch(http::Session& session, int page) {
    auto response = co_await session.get(
        fmt::format("delay/0.5?page={}", page));
    co_await response.read();
    lesson::say(fmt::format("page {} has come", page));
}

// What a session's pool has done: how many connections it opened,
// and how many requests found one open.
void say_pool(const http::PoolStats& pool) {
    lesson::say(fmt::format("connections opened: {}, reused: {}",
                            pool.opened, pool.reused));
}

// A session for each request. When a session is closed, so is its
// connection, and the next session has to open a new one.
aio::Coroutine<> session_each(lesson_server::Urls server) {
    http::PoolStats sum;
    for (int page = 1; page <= 6; ++page) {
        http::Session session({.base_url = server.slow_to_connect});
        co_await fetch(session, page);
        sum.opened += session.pool().opened;
        sum.reused += session.pool().reused;
        co_await session.close();
    }
    say_pool(sum);
}

// One session for all. It connects once, and the requests follow
// each other on that connection: 0.5 s + 6 x 0.5 s.
aio::Coroutine<> one_session(lesson_server::Urls server) {
    http::Session session({.base_url = server.slow_to_connect});
    for (int page = 1; page <= 6; ++page)
        co_await fetch(session, page);
    say_pool(session.pool());
    co_await session.close();
}

// All six at once, but the session opens no more than two
// connections. A request that finds none free waits for one: 0.5 s
// + 3 x 0.5 s. (If a page failed, the last line would be skipped,
// and the session destroyed unclosed, under the other requests.
// The exercise fixes that, with `aio::try_finally`.)
aio::Coroutine<> two_at_a_time(lesson_server::Urls server) {
    http::Session session(
        {.limit = 2, .base_url = server.slow_to_connect});
    std::vector<aio::Coroutine<>> pages;
    for (int page = 1; page <= 6; ++page)
        pages.push_back(fetch(session, page));
    co_await aio::gather(std::move(pages));
    say_pool(session.pool());
    co_await session.close();
}

// The server runs in this same program, beside the lesson; with
// `--url`, the lesson uses one that `make serve` has started.
int main(int argc, char** argv) {
    lesson::Program lesson(
        argc, argv,
        {.name = "05_session_pool",
         .title = "one session, many requests",
         .scale = 6s,
         .guess = "Six requests, one after the other, "
                  "a session for each. To connect "
                  "takes 0.5 s, an answer 0.5 s.",
         .asks_server = true});
    lesson.run("a session for each request",
               with_server(lesson.url(), session_each));
    lesson.run("one session, one request after the other",
               with_server(lesson.url(), one_session));
    lesson.run("one session, two connections at a time",
               with_server(lesson.url(), two_at_a_time));
    return lesson.done();
}
