// The rows of the benchmark, for aio. Each is written the way a student of the lessons would write
// it; asio_bench.cpp and the others do the same work.
//
//   co_await bench::spawn_gather(100000, watch);
//
// aio_bench.cpp times them; bench_smoke.cpp runs each of them in every test run.
#pragma once

#include <aio/aio.hpp>

#include <cstdlib>
#include <ranges>
#include <vector>

#include "measure.hpp"

namespace bench {

using namespace std::chrono_literals;

// This many coroutines, made one by one as gather asks for them, like a generator expression in
// Python.
inline auto each(int n, auto make) { return std::views::iota(0, n) | std::views::transform(make); }

// --- Many tasks at once -----------------------------------------------------

inline aio::Coroutine<> yield_once() { co_await aio::sleep(0s); }

inline aio::Coroutine<> spawn_gather(int n, Stopwatch&) {
    co_await aio::gather(each(n, [](int) { return yield_once(); }));
}

inline aio::Coroutine<> sleep_for(aio::duration d) { co_await aio::sleep(d); }

inline aio::Coroutine<> sleepers(int n, Stopwatch&) {
    co_await aio::gather(each(n, [](int) { return sleep_for(1s); }));
}

inline aio::Coroutine<> sleepers_spread(int n, Stopwatch&) {
    co_await aio::gather(
        each(n, [n](int i) { return sleep_for(aio::duration(1s) * scattered(i, n) / n); }));
}

// Counted from when all of them sleep.
inline aio::Coroutine<> cancel(int n, Stopwatch& watch) {
    std::vector<aio::Task<>> tasks;
    tasks.reserve(static_cast<std::size_t>(n));
    for (int i = 0; i < n; ++i) tasks.push_back(aio::create_task(sleep_for(1h)));
    co_await aio::sleep(0s);

    watch.start();
    for (auto& task : tasks) task.cancel();
    co_await aio::gather(aio::return_exceptions, tasks);
}

// --- One operation after another --------------------------------------------

inline aio::Coroutine<int> answer(int i) { co_return i; }

inline aio::Coroutine<int> answer_next_turn(int i) {
    co_await aio::sleep(0s);
    co_return i;
}

// A sum that is wrong ends the program: nothing may be optimized away.
inline void expect(long long sum, int n) {
    if (sum != static_cast<long long>(n) * (n - 1) / 2) std::abort();
}

inline aio::Coroutine<> await_chain(int n, Stopwatch&) {
    long long sum = 0;
    for (int i = 0; i < n; ++i) sum += co_await answer(i);
    expect(sum, n);
}

inline aio::Coroutine<> wait_for(int n, Stopwatch&) {
    long long sum = 0;
    for (int i = 0; i < n; ++i) sum += co_await aio::wait_for(answer(i), 10s);
    expect(sum, n);
}

inline aio::Coroutine<> wait_for_yield(int n, Stopwatch&) {
    long long sum = 0;
    for (int i = 0; i < n; ++i) sum += co_await aio::wait_for(answer_next_turn(i), 10s);
    expect(sum, n);
}

inline aio::Coroutine<> echo(aio::Queue<int>& pings, aio::Queue<int>& pongs, int n) {
    for (int i = 0; i < n; ++i) co_await pongs.put(co_await pings.get());
}

inline aio::Coroutine<> queue(int n, Stopwatch&) {
    aio::Queue<int> pings(1), pongs(1);
    auto partner = aio::create_task(echo(pings, pongs, n));
    long long sum = 0;
    for (int i = 0; i < n; ++i) {
        co_await pings.put(i);
        sum += co_await pongs.get();
    }
    co_await partner;
    expect(sum, n);
}

// --- All of them ------------------------------------------------------------

struct Row {
    const char* name;
    aio::Coroutine<> (*run)(int n, Stopwatch& watch);
};

inline constexpr Row rows[] = {
    {"spawn_gather", spawn_gather},
    {"sleepers", sleepers},
    {"sleepers_spread", sleepers_spread},
    {"await_chain", await_chain},
    {"wait_for", wait_for},
    {"wait_for_yield", wait_for_yield},
    {"queue", queue},
    {"cancel", cancel},
};

}  // namespace bench
