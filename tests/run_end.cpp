// Runs that cannot go on, and runs that will not end: deadlocks, standstills, tasks that swallow
// every cancel, and what other threads have left in the loop's inbox.
#include <doctest/doctest.h>

#include <atomic>
#include <chrono>
#include <string>
#include <thread>
#include <vector>

#include <aio/aio.hpp>

#include "reports.hpp"

using namespace aio;
using namespace std::chrono_literals;

namespace {

Coroutine<> wait_for_nobody() { co_await Future<>(); }

}  // namespace

TEST_CASE("the pool's idle threads do not hide a deadlock") {
    const auto program = []() -> Coroutine<> {
        co_await to_thread([] {});
        co_await wait_for_nobody();
    };
    for (const Clock clock : {Clock::real, Clock::simulated})
        CHECK_THROWS_AS(run(program(), {.clock = clock}), DeadlockError);
}

TEST_CASE("the text of a deadlock of many tasks fits a page, and says how many there are") {
    const auto program = []() -> Coroutine<> {
        std::vector<Task<>> tasks;
        for (int n = 0; n < 10'000; ++n) tasks.push_back(create_task(wait_for_nobody()));
        co_await gather(tasks);
    };
    try {
        run(program(), {.clock = Clock::simulated});
        FAIL("it has ended");
    } catch (const DeadlockError& error) {
        const std::string text = error.what();
        CHECK(text.size() < 6000);
        CHECK(contains(text, "... and 9971 more"));
        CHECK(error.tasks() == 10'001);
        REQUIRE(error.waiting().size() == 30);
        CHECK(error.waiting()[0].name == "main");
        CHECK(error.waiting()[1].where.starts_with("run_end.cpp:"));
    }
}

TEST_CASE("a standstill that is not a proven deadlock is reported once, with who waits where") {
    std::vector<Report> reports;
    std::atomic<bool> told = false;
    const auto program = [&]() -> Coroutine<> {
        Future<> future;
        Loop& loop = this_loop();
        // A thread that, for all the loop knows, might call; after the report it does.
        const std::jthread stranger([&] {
            told.wait(false);
            loop.call_soon_threadsafe([&] { future.set_result(); });
        });
        co_await future;
    };
    run(program(), {.standstill = 50ms, .on_report = [&](const Report& report) {
                        reports.push_back(report);
                        told = true;
                        told.notify_all();
                    }});
    REQUIRE(reports.size() == 1);
    CHECK(reports[0].kind == ReportKind::standstill);
    CHECK(contains(reports[0].text, "run_end.cpp:"));
}

TEST_CASE("a task that swallows every cancel at the end of run is reported") {
    Reports reports;
    RunOptions options = reports.options();
    options.clock = Clock::real;
    options.standstill = 30ms;
    const auto stubborn = []() -> Coroutine<> {
        for (int n = 0; n < 60; ++n) {
            try {
                co_await sleep(5ms);
            } catch (...) {  // everything, even a cancellation
            }
        }
    };
    const auto program = [&]() -> Coroutine<> {
        create_task(stubborn());
        co_await sleep(0s);
    };
    run(program(), options);
    REQUIRE(reports.kinds() == std::vector{ReportKind::late_to_end});
    CHECK(contains(reports.all[0].text, "catch (...)"));
}

TEST_CASE("a closure in the inbox may call the loop again as it is destroyed") {
    struct CallsAgain {
        Loop* loop;
        explicit CallsAgain(Loop& l) : loop(&l) {}
        CallsAgain(const CallsAgain&) = default;
        CallsAgain& operator=(const CallsAgain&) = delete;
        ~CallsAgain() {
            loop->call_soon_threadsafe([] {});
        }
    };
    const auto program = []() -> Coroutine<> {
        Loop& loop = this_loop();
        loop.call_soon_threadsafe([again = CallsAgain(loop)] {});
        co_return;
    };
    for (const Clock clock : {Clock::real, Clock::simulated}) run(program(), {.clock = clock});
}
