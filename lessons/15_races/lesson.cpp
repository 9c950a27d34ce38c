// Lesson 15: between two awaits a task has the loop to itself. But
// what it read before an await may be out of date after it: read,
// await, write, and another task's update is lost. That is a race.
// It can hide for years, if the usual order of the tasks happens to
// lose nothing.
//
//   make lesson N=15
//
// Expect: 3 in plain order; less in 54 of 72 schedules, 2 in the
// first of these; with a lock, 3 in all schedules.

#include <chrono>
#include <stdexcept>

#include <aio/aio.hpp>
#include <fmt/core.h>
#include <lesson/lesson.hpp>

using namespace std::chrono_literals;

// All tasks add 1 to this.
struct Counter {
    int value = 0;
    aio::Lock lock;
};

// Reads, awaits, and writes what was right a second ago.
aio::Coroutine<> add(Counter& counter) {
    int before = counter.value;
    lesson::say(fmt::format("reads {}", before));
    co_await aio::sleep(1s);
    lesson::say(fmt::format("writes {}", before + 1));
    counter.value = before + 1;
}

// The same, but the lock is held from the read to the write, so no
// other task can read in between.
aio::Coroutine<> locked_add(Counter& counter) {
    auto held = co_await counter.lock.hold();
    co_await add(counter);
}

// Sleeps for some seconds, one at a time, and then does the work.
aio::Coroutine<> later(int seconds, aio::Coroutine<> work) {
    for (int s = 0; s < seconds; ++s) co_await aio::sleep(1s);
    co_await work;
}

// At 1 s the second task reads just when the first one writes: both
// are ready to run. In plain order (first ready, first run) the
// first one writes before the second reads, and all is well.
template <class Add>
aio::Coroutine<int> three_tasks(Add add_1) {
    Counter counter;
    co_await aio::gather(later(0, add_1(counter)),
                         later(1, add_1(counter)),
                         later(2, add_1(counter)));
    co_return counter.value;
}

// But nothing in the program guarantees that order. `explore_all`
// runs the program in every possible order, in simulated time. A
// schedule fails if something is thrown.
template <class Add>
aio::Explored in_every_order(Add add_1) {
    auto must_be_3 = [=]() -> aio::Coroutine<> {
        if (co_await three_tasks(add_1) != 3)
            throw std::runtime_error("an update is lost");
    };
    auto every = aio::explore_all(must_be_3);
    lesson::say(fmt::format("{} of {} schedules lose an update.",
                            every.failed, every.tried));
    return every;
}

int main(int argc, char** argv) {
    lesson::Program lesson(
        argc, argv,
        {.name = "15_races", .title = "races", .scale = 9s});
    lesson.run("in plain order", three_tasks(add));

    // The first schedule that failed, run again.
    auto every = in_every_order(add);
    if (every.first)
        lesson.run("one of the other orders", three_tasks(add),
                   every.first->choices);

    lesson.run("with a lock", three_tasks(locked_add));
    in_every_order(locked_add);
    return lesson.done();
}
