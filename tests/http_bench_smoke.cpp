// The benchmark's rows of requests still run, so that broken ones are noticed in every test run,
// not only when somebody measures.
#include <doctest/doctest.h>

#include <server/server.hpp>

#include "bench/http_rows.hpp"

TEST_CASE("every row of requests of the benchmark runs") {
    for (const bench::HttpRow& row : bench::http_rows) {
        CAPTURE(row.name);
        const auto program = [&](lesson_server::Urls urls) -> aio::Coroutine<> {
            urls.ready.pop_back();  // the slash
            aio::http::Session session;
            co_await row.run(session, {urls.ready, 20});
            CHECK(session.pool().in_use == 0);
            CHECK(session.pool().opened + session.pool().reused == 20);
            co_await session.close();
        };
        CHECK_NOTHROW(
            aio::run(lesson_server::with_server("", program), {.clock = aio::Clock::simulated}));
    }
}
