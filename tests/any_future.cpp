// Tasks and futures of any result side by side: wait, as_completed, gather, ensure_future.
#include <doctest/doctest.h>

#include <chrono>
#include <stdexcept>
#include <string>
#include <vector>

#include <aio/aio.hpp>

#include "play.hpp"

using namespace aio;
using namespace std::chrono_literals;

namespace {

Coroutine<int> number(int n, std::chrono::seconds after) {
    co_await sleep(after);
    co_return n;
}

Coroutine<> fails(std::chrono::seconds after) {
    co_await sleep(after);
    throw std::runtime_error("boom");
}

}  // namespace

TEST_CASE("wait takes tasks and futures of different types") {
    play([]() -> Coroutine<> {
        auto task = create_task(number(1, 5s));
        auto bad = create_task(fails(2s));
        Future<std::string> future;
        this_loop().call_later(1s, [future] { future.set_result("now"); });
        auto [done, pending] =
            co_await wait({task, bad, future}, {.return_when = ReturnWhen::first_completed});
        REQUIRE(done.size() == 1);
        CHECK(done[0] == future);
        CHECK(pending == std::vector<AnyFuture>{task, bad});
        CHECK(future.result() == "now");

        auto second =
            co_await wait({task, bad, future}, {.return_when = ReturnWhen::first_exception});
        CHECK(second.done == std::vector<AnyFuture>{bad, future});
        CHECK(this_loop().now().time_since_epoch() == 2s);
        CHECK_THROWS_WITH_AS(std::rethrow_exception(second.done[0].exception()), "boom",
                             std::runtime_error);

        auto third = co_await wait({task, task}, {.timeout = 1s});
        CHECK(third.done.empty());
        CHECK(third.pending.size() == 1);
        CHECK(co_await task == 1);
    });
}

TEST_CASE("an AnyFuture awaits, cancels and describes what it stands for") {
    play([]() -> Coroutine<> {
        AnyFuture any = create_task(number(1, 2s));
        CHECK(!any.done());
        co_await any;
        CHECK(any.done());
        CHECK(!any.exception());

        Future<int> future;
        any = future;
        CHECK(any == future);
        int told = 0;
        any.add_done_callback([&told] { ++told; });
        CHECK(any.cancel());
        CHECK(future.cancelled());
        CHECK_THROWS_AS(co_await any, CancelledError);
        co_await sleep(0s);
        CHECK(told == 1);
    });
}

TEST_CASE("as_completed returns the tasks themselves, in the order in which they end") {
    play([]() -> Coroutine<> {
        std::vector tasks{create_task(number(3, 3s)), create_task(number(1, 1s)),
                          create_task(number(2, 2s))};
        auto completed = as_completed(tasks);
        std::vector<int> order;
        while (auto task = co_await completed.next()) {
            CHECK(task->done());
            CHECK((*task == tasks[0] || *task == tasks[1] || *task == tasks[2]));
            order.push_back(task->result());
        }
        CHECK(order == std::vector{1, 2, 3});
        CHECK(!co_await completed.next());
    });
}

TEST_CASE("as_completed takes a list in braces, too") {
    play([]() -> Coroutine<> {
        auto slow = create_task(number(1, 2s)), fast = create_task(number(2, 1s));
        std::vector<int> results;
        for (auto next : as_completed({slow, fast})) results.push_back(co_await next);
        CHECK(results == std::vector{2, 1});
    });
}

TEST_CASE("as_completed returns a task that failed, and does not throw its error") {
    play([]() -> Coroutine<> {
        auto completed = as_completed(std::vector{create_task(fails(1s))});
        auto task = co_await completed.next();
        REQUIRE(task);
        CHECK_THROWS_WITH_AS(task->result(), "boom", std::runtime_error);
    });
}

TEST_CASE("as_completed throws TimeoutError at next(), for each that is late") {
    play([]() -> Coroutine<> {
        auto late = create_task(number(9, 9s));
        auto completed = as_completed(std::vector{create_task(number(1, 1s)), late}, 2s);
        CHECK(co_await completed.next());
        CHECK_THROWS_AS(co_await completed.next(), TimeoutError);
        CHECK(!co_await completed.next());
        CHECK(this_loop().now().time_since_epoch() == 2s);
        CHECK(co_await late == 9);
    });
}

TEST_CASE("ensure_future makes a task from a coroutine, and leaves tasks and futures as they are") {
    play([]() -> Coroutine<> {
        Task<int> task = ensure_future(number(1, 1s));
        CHECK(ensure_future(task) == task);
        const Future<int> future;
        CHECK(ensure_future(future) == future);
        auto named = number(2, 1s);
        CHECK(co_await ensure_future(named) == 2);
        CHECK(co_await task == 1);
    });
}

TEST_CASE("gather takes different kinds in one vector") {
    play([]() -> Coroutine<> {
        auto task = create_task(number(1, 1s));
        Future<std::string> future;
        this_loop().call_later(2s, [future] { future.set_result("text"); });
        co_await gather(std::vector<AnyFuture>{task, future});
        CHECK(this_loop().now().time_since_epoch() == 2s);
        CHECK(task.result() == 1);
        CHECK(future.result() == "text");
    });
}

TEST_CASE("task_group returns what its body returns, even tasks, which are then done") {
    play([]() -> Coroutine<> {
        auto [a, b] =
            co_await task_group([](TaskGroup& group) -> Coroutine<std::pair<Task<int>, Task<int>>> {
                co_return std::pair(group.create_task(number(1, 2s)),
                                    group.create_task(number(2, 1s)));
            });
        CHECK(a.result() == 1);
        CHECK(b.result() == 2);
        const std::vector<Task<int>> all =
            co_await task_group([](TaskGroup& group) -> Coroutine<std::vector<Task<int>>> {
                std::vector<Task<int>> tasks(3);
                for (int n = 0; n < 3; ++n) tasks[n] = group.create_task(number(n, 1s));
                co_return tasks;
            });
        CHECK(all[2].result() == 2);
    });
}
