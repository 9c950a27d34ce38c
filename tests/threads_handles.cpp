// Handles may be copied and dropped on any thread, whatever their loop does meanwhile. These cases
// are meant for ThreadSanitizer: `make tsan`.
#include <doctest/doctest.h>

#include <atomic>
#include <chrono>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <thread>
#include <utility>
#include <vector>

#include <aio/aio.hpp>

#include "reports.hpp"

using namespace aio;
using namespace std::chrono_literals;

namespace {

/// Says on which thread it died.
struct Died {
    std::thread::id* where;
    explicit Died(std::thread::id& w) : where(&w) {}
    Died(Died&& other) noexcept : where(std::exchange(other.where, nullptr)) {}
    Died& operator=(Died&& other) noexcept {
        std::swap(where, other.where);
        return *this;
    }
    ~Died() {
        if (where) *where = std::this_thread::get_id();
    }
};

Coroutine<int> number(int n) {
    co_await sleep(1ms);
    co_return n;
}

Coroutine<> joined(std::thread& thread) {
    co_await to_thread([&thread] { thread.join(); });
}

}  // namespace

TEST_CASE("the error's advice works: a closure with a copy of the future") {
    run([]() -> Coroutine<> {
        Loop& loop = this_loop();
        for (int round = 0; round < 200; ++round) {
            const Future<int> f;
            std::thread thread([f, &loop] { loop.call_soon_threadsafe([f] { f.set_result(1); }); });
            CHECK(co_await f == 1);
            co_await joined(thread);
        }
    }());
}

TEST_CASE("threads copy and drop handles while the loop does") {
    constexpr int rounds = 5000;
    run([]() -> Coroutine<> {
        Future<int> future;
        auto task = create_task(number(1));
        std::atomic<bool> stop = false;
        std::vector<std::thread> threads;
        for (int t = 0; t < 3; ++t)
            threads.emplace_back([future, task, &stop] {
                for (int n = 0; n < rounds && !stop; ++n) {
                    const Future<int> copy = future;
                    std::vector<Task<int>> tasks(3, task);
                    const Task<> any = tasks[0];
                    tasks.clear();
                }
            });
        for (int n = 0; n < rounds; ++n) {
            const Future<int> copy = future;
            const std::vector<Task<int>> tasks(3, task);
            if (n % 100 == 0) co_await sleep(0s);
        }
        stop = true;
        for (std::thread& thread : threads) co_await joined(thread);
        future.set_result(2);
        CHECK(co_await future == 2);
        CHECK(co_await task == 1);
    }());
}

TEST_CASE("the last copy dropped on another thread: the object dies on its loop's thread") {
    std::thread::id died;
    run([](std::thread::id& where) -> Coroutine<> {
        std::optional<Future<std::shared_ptr<Died>>> future(std::in_place);
        future->set_result(std::make_shared<Died>(where));
        std::thread thread([last = *future]() mutable {
            std::this_thread::sleep_for(5ms);  // until the loop has dropped its own
            const auto moved = std::move(last);
        });
        future.reset();
        co_await joined(thread);
        while (where == std::thread::id()) co_await sleep(1ms);
    }(died));
    CHECK(died == std::this_thread::get_id());
}

TEST_CASE("a handle that outlives its run dies where it is dropped") {
    std::thread::id died;
    std::optional<Future<std::shared_ptr<Died>>> kept;
    run([](auto& out, std::thread::id& where) -> Coroutine<> {
        out.emplace();
        out->set_result(std::make_shared<Died>(where));
        co_return;
    }(kept, died));
    std::thread::id dropped_on;
    std::thread thread([&kept, &dropped_on, copy = *kept] {
        kept.reset();
        dropped_on = std::this_thread::get_id();
    });
    thread.join();
    CHECK(died == dropped_on);
}

TEST_CASE("a run ends while threads still copy and drop its handles") {
    std::atomic<bool> stop = false;
    for (int round = 0; round < 20; ++round) {
        std::vector<std::thread> threads;
        stop = false;
        run([](std::vector<std::thread>& all, std::atomic<bool>& end) -> Coroutine<> {
            auto task = create_task(number(3));
            for (int t = 0; t < 2; ++t)
                all.emplace_back([task, &end] {
                    while (!end) const auto copy = task;
                });
            CHECK(co_await task == 3);
        }(threads, stop));
        std::this_thread::sleep_for(1ms);
        stop = true;
        for (std::thread& thread : threads) thread.join();
    }
}

TEST_CASE("one future in two threads without a loop") {
    for (int round = 0; round < 20; ++round) {
        Future<int> future;
        std::thread thread([future] {
            for (int n = 0; n < 500; ++n) const auto copy = future;
        });
        for (int n = 0; n < 500; ++n) const auto copy = future;
        const int result = run([](Future<int> f) -> Coroutine<int> {
            this_loop().call_soon([f] { f.set_result(5); });
            co_return co_await f;
        }(future));
        CHECK(result == 5);
        thread.join();
    }
}

TEST_CASE("items and results travel between two loops by call_soon_threadsafe") {
    constexpr int items = 200;
    run([]() -> Coroutine<> {
        Loop& home = this_loop();
        Queue<int> queue;
        std::thread other([&home, &queue] {
            run([](Loop& to, Queue<int>& q) -> Coroutine<> {
                for (int n = 0; n < items; ++n) {
                    to.call_soon_threadsafe([&q, n] { q.put_nowait(n); });
                    if (n % 50 == 0) co_await sleep(1ms);
                }
            }(home, queue));
        });
        for (int n = 0; n < items; ++n) CHECK(co_await queue.get() == n);
        co_await joined(other);
    }());
}

TEST_CASE("a queue destroyed on another thread releases its waiters") {
    run([]() -> Coroutine<> {
        auto queue = std::make_unique<Queue<int>>();
        auto getter = create_task(queue->get());
        co_await sleep(0s);
        std::thread thread([gone = std::move(queue)]() mutable { gone.reset(); });
        CHECK_THROWS_AS(co_await getter, RuntimeError);
        co_await joined(thread);
    }());
}

TEST_CASE("what hold() returned is released on its loop, wherever it is destroyed") {
    run([]() -> Coroutine<> {
        Lock lock;
        auto held = std::make_unique<ScopedLock<Lock>>(co_await lock.hold());
        std::thread thread([gone = std::move(held)]() mutable { gone.reset(); });
        co_await lock.acquire();
        lock.release();
        co_await joined(thread);
    }());
}

TEST_CASE("a timer's handle and a generator may be dropped on another thread") {
    run([]() -> Coroutine<> {
        bool rang = false;
        auto generator = []() -> AsyncGenerator<int> { co_yield 1; }();
        std::thread thread([timer = this_loop().call_later(2ms, [&rang] { rang = true; }),
                            numbers = std::move(generator)]() mutable {
            std::this_thread::sleep_for(1ms);
            const auto gone = std::move(numbers);
        });
        co_await joined(thread);
        co_await sleep(5ms);
        CHECK(rang);
    }());
}
