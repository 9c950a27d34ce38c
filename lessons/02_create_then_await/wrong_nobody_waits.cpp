// Wrong: it creates the tasks and awaits none. That is fast because
// the loop cancels what is still running when main ends.
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

// This is what the check calls. Please leave it as it is.
aio::Coroutine<> all_delays(std::vector<aio::duration> delays);

aio::Coroutine<> all_delays(std::vector<aio::duration> delays) {
    for (aio::duration d : delays)
        auto task = aio::create_task(delay(d));
    co_await aio::sleep(aio::duration{});
}
