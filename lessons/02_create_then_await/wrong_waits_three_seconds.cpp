// Wrong: it creates all tasks, and then sleeps as long as they take
// in the lesson. Other delays need another time; it must await the
// tasks themselves.
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
    std::vector<aio::Task<>> tasks;
    for (aio::duration d : delays)
        tasks.push_back(aio::create_task(delay(d)));
    co_await aio::sleep(std::chrono::seconds(3));
}
