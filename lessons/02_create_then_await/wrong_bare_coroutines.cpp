// Wrong: it makes all coroutines first, but a coroutine is lazy. It
// begins only when it is awaited, so they run one after another.
//
// Fails at: every delay is a task of its own

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
    std::vector<aio::Coroutine<>> coroutines;
    for (aio::duration d : delays) coroutines.push_back(delay(d));
    for (auto& coroutine : coroutines) co_await coroutine;
}
