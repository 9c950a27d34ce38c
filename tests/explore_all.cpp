// RunOptions::choose decides what runs next; explore_all tries every sequence of choices once;
// follow repeats one of them.
#include <doctest/doctest.h>

#include <set>
#include <stdexcept>
#include <string>
#include <vector>

#include <aio/aio.hpp>

#include "counted.hpp"

using namespace aio;  // NOLINT
using namespace std::chrono_literals;

namespace {

/// Appends its letter once in each of its turns.
Coroutine<> speaks(std::string& order, char letter, int turns) {
    order += letter;
    for (int i = 1; i < turns; ++i) {
        co_await sleep(0s);
        order += letter;
    }
}

/// This many tasks besides main, each of which says its letter in this many turns.
Coroutine<> all_speak(std::string& order, int tasks, int turns) {
    for (int i = 0; i < tasks; ++i) create_task(speaks(order, static_cast<char>('a' + i), turns));
    co_await sleep(1s);
}

struct Tried {
    Explored explored;
    std::set<std::string> orders;
    std::size_t runs = 0;
};

Tried try_all(int tasks, int turns, std::uint64_t most = 10'000) {
    Tried tried;
    std::string order;
    const auto program = [&]() -> Coroutine<> {
        order.clear();
        co_await all_speak(order, tasks, turns);
        tried.orders.insert(order);
        ++tried.runs;
    };
    tried.explored = explore_all(program, most);
    return tried;
}

Coroutine<> deposit(int& balance) {
    const int seen = balance;
    co_await sleep(0s);
    balance = seen + 1;
}

Coroutine<> deposit_later(int& balance, int turns) {
    for (int i = 0; i < turns; ++i) co_await sleep(0s);
    co_await deposit(balance);
}

/// The second task reads in the turn in which the first writes: which runs first decides.
Coroutine<> two_deposits() {
    int balance = 0;
    create_task(deposit_later(balance, 0));
    create_task(deposit_later(balance, 1));
    co_await sleep(1s);
    if (balance != 2) throw std::runtime_error("an update was lost");
}

}  // namespace

TEST_CASE("explore_all tries n! schedules of n tasks that are ready together, each once") {
    const NothingLeft nothing_left;
    for (const auto& [tasks, schedules] : {std::pair{1, 1}, {2, 2}, {3, 6}, {4, 24}, {5, 120}}) {
        CAPTURE(tasks);
        const Tried tried = try_all(tasks, 1);
        CHECK(tried.explored.tried == static_cast<std::uint64_t>(schedules));
        CHECK(tried.orders.size() == static_cast<std::size_t>(schedules));
        CHECK(tried.explored.all);
        CHECK(tried.explored.failed == 0);
        CHECK_FALSE(tried.explored.first);
    }
}

TEST_CASE("and again in each turn: two tasks with t turns have 2^t schedules, three have 6^t") {
    for (const auto& [tasks, turns, schedules] :
         {std::tuple{2, 2, 4}, {2, 3, 8}, {2, 6, 64}, {3, 2, 36}, {3, 3, 216}}) {
        CAPTURE(tasks);
        CAPTURE(turns);
        const Tried tried = try_all(tasks, turns);
        CHECK(tried.explored.tried == static_cast<std::uint64_t>(schedules));
        CHECK(tried.orders.size() == static_cast<std::size_t>(schedules));
        CHECK(tried.explored.all);
    }
}

TEST_CASE("timers that are due together can fire in any order: 3! of three") {
    std::set<std::string> orders;
    std::string order;
    const auto program = [&]() -> Coroutine<> {
        order.clear();
        for (const char c : {'a', 'b', 'c'})
            this_loop().call_later(1s, [&order, c] { order += c; });
        co_await sleep(2s);
        orders.insert(order);
    };
    const Explored all = explore_all(program);
    CHECK(all.tried == 6);
    CHECK(all.all);
    CHECK(orders.size() == 6);
}

TEST_CASE("a program with nothing to choose has one schedule") {
    const Explored one = explore_all([]() -> Coroutine<> { co_await sleep(1s); });
    CHECK(one.tried == 1);
    CHECK(one.all);
}

TEST_CASE("explore_all stops at its bound, and says that there are more") {
    const Tried tried = try_all(4, 1, 10);
    CHECK(tried.explored.tried == 10);
    CHECK_FALSE(tried.explored.all);
    CHECK(tried.orders.size() == 10);
    CHECK(tried.runs == 10);
    CHECK(try_all(4, 1, 24).explored.all);  // exactly as many as there are
    CHECK(try_all(4, 1, 0).explored.tried == 0);
}

TEST_CASE("explore_all counts the schedules that fail, and follow fails again") {
    const Explored found = explore_all(two_deposits);
    CHECK(found.all);
    CHECK(found.failed > 0);
    CHECK(found.failed < found.tried);
    REQUIRE(found.first);
    CHECK(found.first->how == "an update was lost");
    for (int i = 0; i < 3; ++i)
        CHECK_THROWS_WITH(run(two_deposits(),
                              {.clock = Clock::simulated, .choose = follow(found.first->choices)}),
                          "an update was lost");
    CHECK_NOTHROW(run(two_deposits(), {.clock = Clock::simulated}));
}

TEST_CASE("the observer of explore_all sees the schedule that failed, and no other") {
    struct Counter : Observer {
        int runs = 0;
        void on_event(const TraceEvent& event) override {
            runs += event.what == EventKind::created && event.task == 1 ? 1 : 0;
        }
    } counter;
    explore_all(two_deposits, 100, {.observer = &counter});
    CHECK(counter.runs == 1);
    counter.runs = 0;
    explore_all([]() -> Coroutine<> { co_await sleep(1s); }, 100, {.observer = &counter});
    CHECK(counter.runs == 0);
}

TEST_CASE("explore_all reports a program that differs from run to run") {
    int runs = 0;
    const auto forgets_nothing = [&]() -> Coroutine<> {
        std::string order;
        co_await all_speak(order, 2 + runs++ % 2, 1);
    };
    CHECK_THROWS_AS(explore_all(forgets_nothing), RuntimeError);
}

TEST_CASE("choose is asked which of the ready tasks runs next, by name and number") {
    std::vector<std::vector<std::string>> asked;
    std::string order;
    const auto last = [&](std::span<const Choice> ways) {
        auto& names = asked.emplace_back();
        for (const Choice& way : ways) names.push_back(way.name + std::to_string(way.task));
        return ways.size() - 1;
    };
    const auto program = [&]() -> Coroutine<> {
        create_task(speaks(order, 'a', 1), "first");
        create_task(speaks(order, 'b', 1), "second");
        create_task(speaks(order, 'c', 1), "third");
        this_loop().call_soon([&order] { order += '!'; });
        co_await sleep(1s);
    };
    run(program(), {.clock = Clock::simulated, .choose = last});
    CHECK(order == "!cba");
    REQUIRE(asked.size() == 3);  // with one thing left there is nothing to ask
    CHECK(asked[0] == std::vector<std::string>{"first2", "second3", "third4", "a callback0"});
    CHECK(asked[2] == std::vector<std::string>{"first2", "second3"});
}

TEST_CASE("what choose throws ends the run; an index too large is out_of_range") {
    std::string order;
    const auto with = [&](std::function<std::size_t(std::span<const Choice>)> choose) {
        return RunOptions{.clock = Clock::simulated, .choose = std::move(choose)};
    };
    CHECK_THROWS_AS(run(all_speak(order, 2, 1), with([](auto) -> std::size_t { return 2; })),
                    std::out_of_range);
    CHECK_THROWS_AS(run(all_speak(order, 2, 1),
                        with([](auto) -> std::size_t { throw std::logic_error("no"); })),
                    std::logic_error);
    RunOptions both = with(follow({}));
    both.schedule_seed = 1;
    CHECK_THROWS_AS(run(all_speak(order, 2, 1), both), std::invalid_argument);
}
