// Races made visible: a failing schedule is found, and fails again in the same way when its seed is
// given; and a step that holds up the loop is named.
#include <map>
#include <set>
#include <string>
#include <thread>
#include <vector>

#include <aio/aio.hpp>
#include <doctest/doctest.h>

#include "counted.hpp"

using namespace aio;  // NOLINT
using namespace std::chrono_literals;

namespace {

/// Reads, lets others run, writes: between the two the balance may have changed.
Coroutine<> deposit(int& balance, int turns_before) {
    for (int i = 0; i < turns_before; ++i) co_await sleep(0s);
    const int seen = balance;
    co_await sleep(0s);
    balance = seen + 1;
}

/// Works as long as the first task is always served first.
Coroutine<> two_deposits() {
    int balance = 0;
    co_await gather(deposit(balance, 0), deposit(balance, 1));
    if (balance != 2) throw std::runtime_error("an update was lost");
}

Coroutine<> two_locked_deposits() {
    Lock lock;
    int balance = 0;
    const auto locked = [&](int turns_before) -> Coroutine<> {
        const auto held = co_await lock.hold();
        co_await deposit(balance, turns_before);
    };
    co_await gather(locked(0), locked(1));
    if (balance != 2) throw std::runtime_error("an update was lost");
}

Coroutine<> take_both(Lock& first, Lock& second, int turns_before) {
    for (int i = 0; i < turns_before; ++i) co_await sleep(0s);
    const auto one = co_await first.hold();
    co_await sleep(0s);
    const auto two = co_await second.hold();
}

/// Two locks, taken in opposite order: works if the first task is faster.
Coroutine<> crossed_locks() {
    Lock left, right;
    co_await gather(take_both(left, right, 0), take_both(right, left, 1));
}

Coroutine<> fails_alone() {
    co_await sleep(0s);
    throw std::runtime_error("nobody looks");
}

/// Which tasks ran, in order.
struct Order : Observer {
    std::string order;
    void on_event(const TraceEvent& event) override {
        if (event.what == EventKind::running) order += std::string(event.name) + " ";
    }
};

template <class Program>
std::string order_of(Program program, std::uint64_t seed) {
    Order order;
    try {
        run(program(), {.clock = Clock::simulated, .schedule_seed = seed, .observer = &order});
    } catch (const std::exception& error) {
        order.order += error.what();
    }
    return order.order;
}

Coroutine<> six_tasks() {
    std::vector<Task<>> tasks;
    for (int i = 0; i < 6; ++i) tasks.push_back(create_task(sleep(i < 3 ? 0s : 1s)));
    co_await gather(tasks);
}

std::vector<Report> reports_of(Coroutine<> program, RunOptions options) {
    std::vector<Report> reports;
    options.on_report = [&](const Report& report) { reports.push_back(report); };
    run(std::move(program), options);
    return reports;
}

void hold_the_loop() { std::this_thread::sleep_for(20ms); }

/// "task 'worker' held the loop for 21 ms": 21.
double milliseconds_in(const std::string& text) {
    const std::string before = "held the loop for ";
    const auto at = text.find(before);
    return at == std::string::npos ? -1 : std::stod(text.substr(at + before.size()));
}

}  // namespace

TEST_CASE("explore finds a lost update that one run does not show") {
    const NothingLeft nothing_left;
    run(two_deposits(), {.clock = Clock::simulated});
    const auto found = explore(two_deposits);
    REQUIRE(found);
    CHECK(found->how == "an update was lost");
    CHECK(found->seed > 0);
    CHECK(found->seed <= 20);
}

TEST_CASE("the seed that was found replays the failure, text and order of events") {
    Order first;
    const auto found = explore(two_deposits, 100, {.clock = Clock::simulated, .observer = &first});
    REQUIRE(found);
    const std::string again = order_of(two_deposits, found->seed);
    CHECK(again.ends_with(found->how));
    CHECK((first.order + found->how).ends_with(again));
    for (int i = 0; i < 10; ++i) CHECK(order_of(two_deposits, found->seed) == again);
}

TEST_CASE("explore finds nothing in the version with a lock") {
    CHECK(!explore(two_locked_deposits, 300));
}

TEST_CASE("explore finds a deadlock, and the text names who waits, and where") {
    const NothingLeft nothing_left;
    run(crossed_locks(), {.clock = Clock::simulated});
    const auto found = explore(crossed_locks);
    REQUIRE(found);
    CHECK(found->how.find("deadlock") != std::string::npos);
    CHECK(found->how.find("take_both") != std::string::npos);
    CHECK(found->how.find("a lock") != std::string::npos);
    CHECK_THROWS_AS(run(crossed_locks(), {.clock = Clock::simulated, .schedule_seed = found->seed}),
                    DeadlockError);
}

TEST_CASE("explore counts a report as a failure, and passes it on") {
    const auto forgets = []() -> Coroutine<> {
        create_task(fails_alone());
        co_await sleep(1s);
    };
    std::vector<std::string> texts;
    const auto found = explore(forgets, 5,
                               {.clock = Clock::simulated,
                                .on_report = [&](const Report& r) { texts.push_back(r.text); }});
    REQUIRE(found);
    CHECK(found->seed == 1);
    CHECK(found->how.find("nobody looks") != std::string::npos);
    CHECK(found->how.find("explore.cpp:") != std::string::npos);
    REQUIRE(texts.size() == 1);
    CHECK(found->how.ends_with(texts[0]));
}

TEST_CASE("explore tries as often as asked, with a fresh coroutine each time") {
    int calls = 0;
    const auto program = [&]() -> Coroutine<> {
        ++calls;
        co_await sleep(1s);
    };
    CHECK(!explore(program, 7));
    CHECK(calls == 7);
    CHECK(!explore(program, 0));
    CHECK(calls == 7);
    const auto third_fails = [&]() -> Coroutine<> {
        if (++calls == 10) throw std::runtime_error("the tenth");
        co_await sleep(0s);
    };
    const auto found = explore(third_fails, 7);
    REQUIRE(found);
    CHECK(found->seed == 3);
    CHECK(calls == 10);
}

TEST_CASE("explore runs programs that return a result, and reports a cancelled one") {
    CHECK(!explore([]() -> Coroutine<int> { co_return 5; }, 2));
    const auto found = explore([]() -> Coroutine<int> {
        current_task().cancel("enough");
        co_await sleep(0s);
        co_return 5;
    });
    REQUIRE(found);
    CHECK(found->how == "enough");
}

TEST_CASE("the same seed gives the same order, each time") {
    for (std::uint64_t seed = 0; seed < 20; ++seed)
        CHECK(order_of(six_tasks, seed) == order_of(six_tasks, seed));
}

TEST_CASE("other seeds give other orders; seed 0 is the order of creation") {
    std::set<std::string> orders;
    for (std::uint64_t seed = 1; seed <= 50; ++seed) orders.insert(order_of(six_tasks, seed));
    CHECK(orders.size() > 25);
    CHECK(order_of(six_tasks, 0).starts_with("main Task-2 Task-3 Task-4 Task-5 Task-6 Task-7 "));
}

TEST_CASE("a seed shuffles what happens at one instant, never time itself, nor results") {
    for (std::uint64_t seed = 1; seed <= 20; ++seed) {
        const auto times = run(
            []() -> Coroutine<std::vector<double>> {
                const auto wake = [](int s) -> Coroutine<double> {
                    co_await sleep(std::chrono::seconds(s));
                    co_return std::chrono::duration<double>(this_loop().now().time_since_epoch())
                        .count();
                };
                co_return co_await gather(
                    std::vector<Task<double>>{create_task(wake(3)), create_task(wake(1)),
                                              create_task(wake(1)), create_task(wake(2))});
            }(),
            {.clock = Clock::simulated, .schedule_seed = seed});
        CHECK(times == std::vector{3.0, 1.0, 1.0, 2.0});
    }
}

TEST_CASE("timers that are due together change places, too") {
    std::set<std::string> orders;
    for (std::uint64_t seed = 1; seed <= 20; ++seed) {
        std::string order;
        const auto program = [&]() -> Coroutine<> {
            for (const char c : {'a', 'b', 'c'})
                this_loop().call_later(1s, [&order, c] { order += c; });
            co_await sleep(2s);
        };
        run(program(), {.clock = Clock::simulated, .schedule_seed = seed});
        CHECK(order.size() == 3);
        orders.insert(order);
    }
    CHECK(orders.size() > 1);
}

TEST_CASE("debug: a step that holds up the loop is reported, with its task and line") {
    const auto program = []() -> Coroutine<> {
        auto worker = create_task(
            []() -> Coroutine<> {
                co_await sleep(0s);
                hold_the_loop();
                co_await sleep(0s);
            }(),
            "worker");
        co_await worker;
    };
    for (const auto clock : {Clock::real, Clock::simulated}) {
        const auto begin = std::chrono::steady_clock::now();
        const auto reports =
            reports_of(program(), {.clock = clock, .debug = true, .slow_step = 10ms});
        const std::chrono::duration<double, std::milli> all =
            std::chrono::steady_clock::now() - begin;
        REQUIRE(reports.size() == 1);
        CHECK(reports[0].kind == ReportKind::slow_step);
        CHECK(reports[0].text.find("task 'worker' held the loop for ") != std::string::npos);
        CHECK(milliseconds_in(reports[0].text) >= 20);
        CHECK(milliseconds_in(reports[0].text) <= all.count() + 1);  // rounded
        CHECK(reports[0].text.find("to_thread") != std::string::npos);
        CHECK(reports[0].where.starts_with("explore.cpp:"));
    }
}

TEST_CASE("debug: a callback that holds up the loop is reported as one") {
    const auto program = []() -> Coroutine<> {
        this_loop().call_soon(hold_the_loop);
        co_await sleep(1ms);
    };
    const auto reports = reports_of(program(), {.debug = true, .slow_step = 10ms});
    REQUIRE(reports.size() == 1);
    CHECK(reports[0].text.find("a callback held the loop") != std::string::npos);
}

TEST_CASE("debug: quick steps are not reported, and without debug nothing is timed") {
    const auto slow = []() -> Coroutine<> {
        hold_the_loop();
        co_await sleep(0s);
    };
    CHECK(reports_of(slow(), {.slow_step = 10ms}).empty());
    CHECK(reports_of(slow(), {.debug = true, .slow_step = 10s}).empty());
    CHECK(reports_of(two_locked_deposits(), {.debug = true}).empty());
}

TEST_CASE("debug: swallowing a cancellation is reported") {
    const auto program = []() -> Coroutine<> {
        auto deaf = create_task(
            []() -> Coroutine<> {
                try {
                    co_await sleep(1h);
                } catch (...) {
                }
            }(),
            "deaf");
        co_await sleep(1s);
        deaf.cancel();
        co_await deaf;
    };
    const auto reports = reports_of(program(), {.clock = Clock::simulated, .debug = true});
    REQUIRE(reports.size() == 1);
    CHECK(reports[0].kind == ReportKind::swallowed_cancel);
    CHECK(reports[0].text.find("'deaf'") != std::string::npos);
    CHECK(reports_of(program(), {.clock = Clock::simulated}).empty());
}
