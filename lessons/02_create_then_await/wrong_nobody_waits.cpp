// Wrong: it creates the tasks and awaits none. Fast, because when
// main ends, the loop cancels what is still running.
//
// Fails at: when it ends, every task has ended

#include <vector>

#include <aio/aio.hpp>
#include <lesson/lesson.hpp>

aio::Coroutine<> delay(aio::duration d) {
    lesson::say("going to sleep");
    co_await aio::sleep(d);
    lesson::say("awake again");
}

aio::Coroutine<> all_delays(std::vector<aio::duration> delays) {
    for (aio::duration d : delays)
        auto task = aio::create_task(delay(d));
    co_await aio::sleep(aio::duration{});
}
