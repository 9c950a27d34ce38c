// Times the rows of http_rows.hpp and prints one line of JSON.
//
//   BENCH_SERVER=http://127.0.0.1:8080 build/release/bin/bench_http http_get 10000
//
// `make bench` starts a server, runs all of them beside their peers and prints
// one table.
#include "http_rows.hpp"
#include "measure.hpp"

namespace {

// All rounds share a session: the first one opens its connections.
aio::Coroutine<> measure(const bench::HttpRow& row, bench::Options options) {
    bench::Rounds rounds(options);
    aio::http::Session session;
    while (rounds.more()) {
        rounds.begin();
        co_await row.run(session, {bench::server(), options.n});
        rounds.end();
    }
    rounds.print();
    co_await session.close();
}

}  // namespace

int main(int argc, char** argv) {
    const bench::Options options = bench::parse(argc, argv);
    for (const bench::HttpRow& row : bench::http_rows) {
        if (options.row != row.name) continue;
        aio::run(measure(row, options));
        return 0;
    }
    return bench::unknown_row(options, bench::http_rows);
}
