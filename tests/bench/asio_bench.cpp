// The rows of the benchmark in plain Asio: co_spawn, use_awaitable, and the helpers that Asio
// itself offers. It is written for Debian 12's Asio 1.22, and as fast as its ordinary interfaces
// allow.
//
//   build/release/bin/bench_asio spawn_gather 100000
//
// It is built twice. bench_asio uses the defaults, in which an executor can be
// of any kind: what nearly all programs and all of Asio's examples do. With
// BENCH_TYPED_EXECUTOR, as bench_asio_typed, the executor's type is written out
// everywhere, which saves much of each co_spawn.
//
// Asio 1.22 does not know that clang has coroutines; CMakeLists.txt defines
// ASIO_HAS_CO_AWAIT and ASIO_HAS_STD_COROUTINE to tell it.
#include <asio/any_io_executor.hpp>
#include <asio/awaitable.hpp>
#include <asio/bind_cancellation_slot.hpp>
#include <asio/cancellation_signal.hpp>
#include <asio/co_spawn.hpp>
#include <asio/experimental/awaitable_operators.hpp>
#include <asio/experimental/channel.hpp>
#include <asio/io_context.hpp>
#include <asio/post.hpp>
#include <asio/redirect_error.hpp>
#include <asio/steady_timer.hpp>
#include <asio/this_coro.hpp>
#include <asio/use_awaitable.hpp>

#include <deque>
#include <variant>

#include "measure.hpp"

using namespace std::chrono_literals;
using namespace asio::experimental::awaitable_operators;

namespace {

using bench::Stopwatch;

#ifdef BENCH_TYPED_EXECUTOR
using Executor = asio::io_context::executor_type;
#else
using Executor = asio::any_io_executor;
#endif

template <class T>
using awaitable = asio::awaitable<T, Executor>;
constexpr asio::use_awaitable_t<Executor> use_awaitable;
using Timer = asio::basic_waitable_timer<std::chrono::steady_clock,
                                         asio::wait_traits<std::chrono::steady_clock>, Executor>;
using Channel = asio::experimental::basic_channel<Executor, asio::experimental::channel_traits<>,
                                                  void(asio::error_code, int)>;

// --- Many tasks at once -----------------------------------------------------

// Asio 1.22 gathers a fixed number of operations only (parallel_group), so the tasks are counted as
// they end, and the last one wakes the awaiter. This is what a hand-written gather looks like: just
// a counter, and a timer that never fires. (A channel without a payload would do, too, but 1.22's
// is ambiguous.)
class Countdown {
public:
    Countdown(const Executor& executor, int n)
        : left_(n), all_(executor, Timer::time_point::max()) {}

    auto arrive() {
        return [this](std::exception_ptr error) {
            failed_ += error != nullptr;
            if (--left_ == 0) all_.cancel();
        };
    }
    awaitable<void> wait() {
        asio::error_code cancelled;
        while (left_ > 0) co_await all_.async_wait(asio::redirect_error(use_awaitable, cancelled));
    }
    [[nodiscard]] int failed() const { return failed_; }

private:
    int left_;
    int failed_ = 0;
    Timer all_;
};

awaitable<void> yield_once() { co_await asio::post(use_awaitable); }

awaitable<void> spawn_gather(int n, Stopwatch&) {
    const auto executor = co_await asio::this_coro::executor;
    Countdown all(executor, n);
    for (int i = 0; i < n; ++i) asio::co_spawn(executor, yield_once(), all.arrive());
    co_await all.wait();
}

awaitable<void> sleep_for(Executor executor, std::chrono::nanoseconds d) {
    Timer timer(executor, d);
    co_await timer.async_wait(use_awaitable);
}

awaitable<void> sleepers(int n, Stopwatch&) {
    const auto executor = co_await asio::this_coro::executor;
    Countdown all(executor, n);
    for (int i = 0; i < n; ++i) asio::co_spawn(executor, sleep_for(executor, 1s), all.arrive());
    co_await all.wait();
}

awaitable<void> sleepers_spread(int n, Stopwatch&) {
    const auto executor = co_await asio::this_coro::executor;
    Countdown all(executor, n);
    for (int i = 0; i < n; ++i) {
        const auto d = std::chrono::nanoseconds(1s) * bench::scattered(i, n) / n;
        asio::co_spawn(executor, sleep_for(executor, d), all.arrive());
    }
    co_await all.wait();
}

// One signal for each task. Counted from when all of them sleep.
awaitable<void> cancel(int n, Stopwatch& watch) {
    const auto executor = co_await asio::this_coro::executor;
    std::deque<asio::cancellation_signal> signals(static_cast<std::size_t>(n));
    Countdown all(executor, n);
    for (auto& signal : signals)
        asio::co_spawn(executor, sleep_for(executor, 1h),
                       asio::bind_cancellation_slot(signal.slot(), all.arrive()));
    co_await asio::post(use_awaitable);

    watch.start();
    for (auto& signal : signals) signal.emit(asio::cancellation_type::terminal);
    co_await all.wait();
    if (all.failed() != n) std::abort();
}

// --- One operation after another --------------------------------------------

awaitable<int> answer(int i) { co_return i; }

awaitable<int> answer_next_turn(int i) {
    co_await asio::post(use_awaitable);
    co_return i;
}

// A sum that is wrong ends the program: nothing may be optimized away.
void expect(long long sum, int n) {
    if (sum != static_cast<long long>(n) * (n - 1) / 2) std::abort();
}

awaitable<void> await_chain(int n, Stopwatch&) {
    long long sum = 0;
    for (int i = 0; i < n; ++i) sum += co_await answer(i);
    expect(sum, n);
}

// The one that ends first cancels the other. The timer is made only once.
template <class Work>
awaitable<void> wait_for_each(int n, Work work) {
    Timer timer(co_await asio::this_coro::executor);
    long long sum = 0;
    for (int i = 0; i < n; ++i) {
        timer.expires_after(10s);
        auto first = co_await (work(i) || timer.async_wait(use_awaitable));
        sum += std::get<0>(first);
    }
    expect(sum, n);
}

awaitable<void> wait_for(int n, Stopwatch&) { return wait_for_each(n, answer); }
awaitable<void> wait_for_yield(int n, Stopwatch&) { return wait_for_each(n, answer_next_turn); }

// Sending at once where there is room, as there always is here, saves a turn.
awaitable<void> put(Channel& channel, int item) {
    if (!channel.try_send(asio::error_code(), item))
        co_await channel.async_send(asio::error_code(), item, use_awaitable);
}

awaitable<void> echo(Channel& pings, Channel& pongs, int n) {
    for (int i = 0; i < n; ++i) co_await put(pongs, co_await pings.async_receive(use_awaitable));
}

awaitable<void> queue(int n, Stopwatch&) {
    const auto executor = co_await asio::this_coro::executor;
    Channel pings(executor, 1), pongs(executor, 1);
    Countdown partner(executor, 1);
    asio::co_spawn(executor, echo(pings, pongs, n), partner.arrive());
    long long sum = 0;
    for (int i = 0; i < n; ++i) {
        co_await put(pings, i);
        sum += co_await pongs.async_receive(use_awaitable);
    }
    co_await partner.wait();
    expect(sum, n);
}

// --- The program ------------------------------------------------------------

struct Row {
    const char* name;
    awaitable<void> (*run)(int n, Stopwatch& watch);
};

constexpr Row rows[] = {
    {"spawn_gather", spawn_gather},
    {"sleepers", sleepers},
    {"sleepers_spread", sleepers_spread},
    {"await_chain", await_chain},
    {"wait_for", wait_for},
    {"wait_for_yield", wait_for_yield},
    {"queue", queue},
    {"cancel", cancel},
};

// All rounds happen inside one loop: its start and end are not counted.
awaitable<void> measure(const Row& row, bench::Options options) {
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
    for (const Row& row : rows) {
        if (options.row != row.name) continue;
        asio::io_context context(1);  // one thread runs it, as one runs aio's loop
        asio::co_spawn(context, measure(row, options), [](std::exception_ptr error) {
            if (error) std::rethrow_exception(error);
        });
        context.run();
        return 0;
    }
    return bench::unknown_row(options, rows);
}
