// Solution of exercise 02: two loops in place of one.

#include <vector>

#include <aio/aio.hpp>
#include <lesson/lesson.hpp>

aio::Coroutine<> delay(aio::duration d) {
    lesson::say("going to sleep");
    co_await aio::sleep(d);
    lesson::say("awake again");
}

// This is what the check calls. Please leave it as it is.
aio::Coroutine<> all_delays(std::vector<aio::duration> delays);

aio::Coroutine<> all_delays(std::vector<aio::duration> delays) {
    // CHANGED: the first loop creates the tasks, and keeps a handle
    // to each. When it ends, none of them has begun.
    std::vector<aio::Task<>> tasks;
    for (aio::duration d : delays)
        tasks.push_back(aio::create_task(delay(d)));

    // CHANGED: the second loop awaits them. While it waits for the
    // first one, all of them run.
    for (auto& task : tasks) co_await task;
}
