// A lock, a queue, an event destroyed while tasks wait in it: each task is released, at every
// moment, and no longer touches it (the sanitizers watch).
#include <doctest/doctest.h>

#include <chrono>
#include <functional>
#include <optional>
#include <stdexcept>
#include <string>
#include <vector>

#include <aio/aio.hpp>

#include "counted.hpp"
#include "reports.hpp"

using namespace aio;
using namespace std::chrono_literals;

namespace {

/// Every primitive in which a task can wait, each in a state in which it does.
struct Everything {
    Lock lock;
    Event event;
    Semaphore semaphore{1};
    BoundedSemaphore bounded{1};
    Lock condition_lock;
    Condition condition{condition_lock};
    Barrier barrier{3};
    Queue<int> empty;
    Queue<int> full{1};
    Queue<int> unfinished;
    PriorityQueue<int> priority;
    LifoQueue<int> lifo;

    Coroutine<> take_all() {
        co_await lock.acquire();
        co_await semaphore.acquire();
        co_await bounded.acquire();
        full.put_nowait(1);
        unfinished.put_nowait(1);
    }
};

using Wait = std::function<Coroutine<>(Everything&)>;

Coroutine<> in_condition(Everything& all) {
    auto held = co_await all.condition.hold();
    co_await all.condition.wait();
}

Coroutine<> for_a_predicate(Everything& all) {
    auto held = co_await all.condition.hold();
    co_await all.condition.wait_for([] { return false; });
}

template <class Hold>
Coroutine<> holding(Hold hold) {
    auto held = co_await std::move(hold);
}

template <class Get>
Coroutine<> getting(Get get) {
    static_cast<void>(co_await std::move(get));
}

const std::vector<std::pair<std::string, Wait>> waits = {
    {"Lock::acquire", [](Everything& all) { return all.lock.acquire(); }},
    {"Lock::hold", [](Everything& all) { return holding(all.lock.hold()); }},
    {"Event::wait", [](Everything& all) { return getting(all.event.wait()); }},
    {"Semaphore::acquire", [](Everything& all) { return all.semaphore.acquire(); }},
    {"Semaphore::hold", [](Everything& all) { return holding(all.semaphore.hold()); }},
    {"BoundedSemaphore::acquire", [](Everything& all) { return all.bounded.acquire(); }},
    {"Condition::wait", in_condition},
    {"Condition::wait_for", for_a_predicate},
    {"Barrier::wait", [](Everything& all) { return getting(all.barrier.wait()); }},
    {"Queue::get", [](Everything& all) { return getting(all.empty.get()); }},
    {"Queue::put", [](Everything& all) { return all.full.put(2); }},
    {"Queue::join", [](Everything& all) { return all.unfinished.join(); }},
    {"PriorityQueue::get", [](Everything& all) { return getting(all.priority.get()); }},
    {"LifoQueue::get", [](Everything& all) { return getting(all.lifo.get()); }},
};

Coroutine<> some_turns(int n) {
    for (int i = 0; i < n; ++i) co_await sleep(0s);
}

/// Two tasks wait in each when main ends, whose local it is. (After a turn: a coroutine that first
/// looks at main's local when main has ended is a mistake that no primitive can mend.)
Coroutine<> leaves_them_behind(const Wait& wait, int turns, bool throws) {
    Everything all;
    co_await all.take_all();
    for (int n = 0; n < 2; ++n) create_task(wait(all));
    co_await some_turns(turns);
    if (throws) throw std::runtime_error("main has failed");
}

std::string fate(const Task<>& task) {
    if (task.cancelled()) return "cancelled";
    try {
        task.result();
        return "went on";
    } catch (const RuntimeError& error) {
        return error.what();
    }
}

}  // namespace

TEST_CASE("main ends while tasks wait in its locals: they are cancelled quietly") {
    for (const auto& [name, wait] : waits)
        for (int turns = 1; turns < 4; ++turns) {
            CAPTURE(name);
            CAPTURE(turns);
            const NothingLeft nothing_left;
            std::vector<Report> reports;
            run(leaves_them_behind(wait, turns, false),
                {.clock = Clock::simulated,
                 .on_report = [&](const Report& report) { reports.push_back(report); }});
            CHECK(reports.empty());
        }
}

TEST_CASE("main fails while tasks wait in its locals: its own error comes out") {
    for (const auto& [name, wait] : waits)
        for (int turns = 1; turns < 4; ++turns) {
            CAPTURE(name);
            CAPTURE(turns);
            const NothingLeft nothing_left;
            CHECK_THROWS_WITH_AS(
                run(leaves_them_behind(wait, turns, true), {.clock = Clock::simulated}),
                "main has failed", std::runtime_error);
        }
}

TEST_CASE("a task waiting in a destroyed primitive gets a RuntimeError that says so") {
    for (const auto& [name, wait] : waits) {
        CAPTURE(name);
        const NothingLeft nothing_left;
        const auto program = [&]() -> Coroutine<> {
            std::optional<Everything> all(std::in_place);
            co_await all->take_all();
            std::vector<Task<>> waiting{create_task(wait(*all)), create_task(wait(*all))};
            co_await some_turns(3);
            all.reset();
            co_await aio::wait(waiting);
            for (const Task<>& task : waiting) CHECK(contains(fate(task), "destroyed"));
        };
        run(program(), {.clock = Clock::simulated});
    }
}

TEST_CASE("a task cancelled in the turn in which it is released is cancelled") {
    for (const auto& [name, wait] : waits) {
        CAPTURE(name);
        const NothingLeft nothing_left;
        const auto program = [&]() -> Coroutine<> {
            std::optional<Everything> all(std::in_place);
            co_await all->take_all();
            auto waiting = create_task(wait(*all));
            co_await some_turns(3);
            all.reset();
            waiting.cancel();
            co_await aio::wait(std::vector{waiting});
            CHECK(waiting.cancelled());
        };
        run(program(), {.clock = Clock::simulated});
    }
}

TEST_CASE("a hold outlives its lock, and then releases nothing") {
    const NothingLeft nothing_left;
    const auto program = []() -> Coroutine<> {
        std::optional<Lock> lock(std::in_place);
        std::optional<Semaphore> semaphore(std::in_place, 1);
        auto held = co_await lock->hold();
        auto place = co_await semaphore->hold();
        lock.reset();
        semaphore.reset();
    };
    run(program(), {.clock = Clock::simulated});
}
