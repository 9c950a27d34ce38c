// Wrong: it creates in one line and awaits in the next, but both
// lines are in the same loop. The second task is created only when
// the first has ended.
//
// Fails at: all tasks are created before the first await

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
    for (aio::duration d : delays) {
        auto task = aio::create_task(delay(d));
        co_await task;
    }
}
