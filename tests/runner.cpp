// Runner: one loop for several runs, like asyncio.Runner.
#include <csignal>

#include <doctest/doctest.h>

#include <chrono>
#include <optional>
#include <string>
#include <thread>
#include <vector>

#include <aio/aio.hpp>

#include "counted.hpp"
#include "reports.hpp"

using namespace aio;
using namespace std::chrono_literals;

namespace {

const RunOptions simulated{.clock = Clock::simulated};

Coroutine<> notes(std::vector<std::string>& log, std::string what, std::chrono::seconds after) {
    try {
        co_await sleep(after);
        log.push_back(what);
    } catch (const CancelledError&) {
        log.push_back(what + " cancelled");
        throw;
    }
}

Coroutine<> starts(std::vector<std::string>& log, std::string what, std::chrono::seconds after) {
    create_task(notes(log, what, after));
    co_await sleep(1s);
}

Coroutine<int> number(int n) {
    co_await sleep(1s);
    co_return n;
}

/// doctest handles SIGINT itself; here the handling is the system's default, as in most programs.
class SystemsInterrupt {
public:
    SystemsInterrupt() {
        struct sigaction systems{};
        systems.sa_handler = SIG_DFL;
        sigaction(SIGINT, &systems, &before_);
    }
    ~SystemsInterrupt() { sigaction(SIGINT, &before_, nullptr); }
    SystemsInterrupt(const SystemsInterrupt&) = delete;
    SystemsInterrupt& operator=(const SystemsInterrupt&) = delete;

private:
    struct sigaction before_{};
};

std::string what_is_thrown(const std::function<void()>& f) {
    try {
        f();
        return "nothing";
    } catch (const RuntimeError& error) {
        return error.what();
    }
}

}  // namespace

TEST_CASE("tasks that a run leaves behind go on in the next, and time with them") {
    const NothingLeft nothing_left;
    std::vector<std::string> log;
    {
        Runner runner(simulated);
        runner.run(starts(log, "late", 3s));
        CHECK(log.empty());
        runner.run([](std::vector<std::string>& l) -> Coroutine<> {
            CHECK(this_loop().now().time_since_epoch() == 1s);
            CHECK(all_tasks().size() == 2);
            CHECK(current_task().name() == "main");
            co_await sleep(1s);
            CHECK(l.empty());
            co_await sleep(1s);
        }(log));
        CHECK(log == std::vector<std::string>{"late"});
    }
    CHECK(log.size() == 1);
}

TEST_CASE("the end of a Runner cancels what is left, in creation order") {
    const NothingLeft nothing_left;
    std::vector<std::string> log;
    {
        Runner runner(simulated);
        runner.run(starts(log, "a", 10s));
        runner.run(starts(log, "b", 10s));
        CHECK(log.empty());
        runner.close();
        CHECK(log == std::vector<std::string>{"a cancelled", "b cancelled"});
        runner.close();
    }
    CHECK(log.size() == 2);
}

TEST_CASE("a run returns main's result, or throws its error; the next one runs all the same") {
    Runner runner(simulated);
    CHECK(runner.run(number(7)) == 7);
    CHECK_THROWS_WITH_AS(runner.run([]() -> Coroutine<> {
        co_await sleep(0s);
        throw std::logic_error("boom");
    }()),
                         "boom", std::logic_error);
    CHECK_THROWS_AS(runner.run([]() -> Coroutine<> { co_await Future<>(); }()), DeadlockError);
    CHECK(runner.run(number(8)) == 8);
}

TEST_CASE("handles can be read between two runs, and awaited in the next") {
    const NothingLeft nothing_left;
    Runner runner(simulated);
    std::optional<Task<int>> task;
    runner.run([](std::optional<Task<int>>& out) -> Coroutine<> {
        out = create_task(number(3));
        co_await sleep(0s);
    }(task));
    CHECK(!task->done());
    const Future<int> future;
    future.set_result(4);
    const int sum = runner.run([](Task<int> t, Future<int> f) -> Coroutine<int> {
        co_return co_await t + co_await f;
    }(*task, future));
    CHECK(sum == 7);
    CHECK(task->result() == 3);
}

TEST_CASE("a Runner is refused inside a run, on another thread, and once it is closed") {
    Runner runner(simulated);
    CHECK(contains(what_is_thrown([&] {
                       run([](Runner& r) -> Coroutine<> {
                           r.run(number(1));
                           co_return;
                       }(runner));
                   }),
                   "Runner: a loop is running on this thread already"));
    std::string elsewhere;
    std::thread([&] { elsewhere = what_is_thrown([&] { runner.run(number(1)); }); }).join();
    CHECK(contains(elsewhere, "Runner: it belongs to the thread that made it"));
    runner.close();
    CHECK(what_is_thrown([&] { runner.run(number(1)); }) ==
          "Runner::run: this runner is closed; make another one");
}

TEST_CASE("between its runs another loop may run on the thread") {
    const NothingLeft nothing_left;
    Runner one(simulated);
    Runner two(simulated);
    Queue<int> queue;
    one.run([](Queue<int>& q) -> Coroutine<> { co_await q.put(1); }(queue));
    CHECK(two.run(number(2)) == 2);
    CHECK(run(number(3), simulated) == 3);
    CHECK(one.run([](Queue<int>& q) -> Coroutine<int> { co_return co_await q.get(); }(queue)) == 1);
}

TEST_CASE("Ctrl-C cancels the main of the current run, and also works in the next one") {
    const SystemsInterrupt systems_interrupt;
    Runner runner;
    for (int round = 0; round < 2; ++round)
        CHECK_THROWS_AS(runner.run([]() -> Coroutine<> {
            this_loop().call_later(1ms, [] { std::raise(SIGINT); });
            co_await sleep(1h);
        }()),
                        CancelledError);
    CHECK(run(number(5), simulated) == 5);
}

TEST_CASE("a task that fails between two runs is reported once") {
    Reports reports;
    {
        Runner runner(reports.options());
        runner.run([]() -> Coroutine<> {
            create_task([]() -> Coroutine<> {
                co_await sleep(1s);
                throw std::runtime_error("nobody looks");
            });
            co_await sleep(0s);
        }());
        runner.run(number(1));
        runner.run(number(1));
    }
    CHECK(reports.kinds() == std::vector{ReportKind::never_retrieved});
}
