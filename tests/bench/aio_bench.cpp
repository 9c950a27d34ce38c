// Times the rows of aio_rows.hpp and prints one line of JSON.
//
//   build/release/bin/bench_aio spawn_gather 100000
//
// `make bench` runs all of them beside their peers and prints one table.
#include <aio/aio.hpp>

#include "aio_rows.hpp"
#include "measure.hpp"

namespace {

// All rounds happen inside one loop: its start and end are not counted.
aio::Coroutine<> measure(const bench::Row& row, bench::Options options) {
    bench::Rounds rounds(options);
    while (rounds.more()) {
        rounds.begin();
        co_await row.run(options.n, rounds.watch);
        rounds.end();
    }
    rounds.print();
}

}  // namespace

int main(int argc, char** argv) {
    const bench::Options options = bench::parse(argc, argv);
    for (const bench::Row& row : bench::rows) {
        if (options.row != row.name) continue;
        aio::run(measure(row, options));
        return 0;
    }
    return bench::unknown_row(options, bench::rows);
}
