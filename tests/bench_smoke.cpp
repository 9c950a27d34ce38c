// Every row of the benchmark still runs, so that a broken `make bench` is noticed in every test
// run, not only when somebody measures.
#include <doctest/doctest.h>

#include "bench/aio_rows.hpp"

TEST_CASE("every row of the benchmark runs") {
    for (const bench::Row& row : bench::rows) {
        CAPTURE(row.name);
        bench::Stopwatch watch;
        // Simulated time: the sleepers' second takes no time.
        CHECK_NOTHROW(aio::run(row.run(100, watch), {.clock = aio::Clock::simulated}));
    }
}
