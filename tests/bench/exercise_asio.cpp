// Exercise 02 solved on Asio alone, with its check in main: what a student would wait for after
// each change. exercise_loop.py compiles and runs it beside the exercises.
#include <asio.hpp>

#include <chrono>
#include <cstdio>
#include <vector>

using Duration = std::chrono::steady_clock::duration;

asio::awaitable<void> delay(Duration d) {
    asio::steady_timer timer(co_await asio::this_coro::executor, d);
    co_await timer.async_wait(asio::use_awaitable);
}

asio::awaitable<void> all_delays(std::vector<Duration> delays) {
    const auto executor = co_await asio::this_coro::executor;
    asio::steady_timer ended(executor, asio::steady_timer::time_point::max());
    std::size_t left = delays.size();
    for (const Duration d : delays)
        asio::co_spawn(executor, delay(d), [&](std::exception_ptr) {
            if (--left == 0) ended.cancel();
        });
    asio::error_code ignored;
    while (left > 0) co_await ended.async_wait(asio::redirect_error(asio::use_awaitable, ignored));
}

int main() {
    using namespace std::chrono_literals;
    asio::io_context context;
    const auto begin = std::chrono::steady_clock::now();
    asio::co_spawn(context, all_delays({3ms, 1ms, 2ms}), asio::detached);
    context.run();
    const auto took = std::chrono::steady_clock::now() - begin;
    const bool holds = took >= 3ms && took < 6ms;
    std::puts(holds ? "the total is the longest delay, not the sum" : "it took too long");
    return 0;
}
