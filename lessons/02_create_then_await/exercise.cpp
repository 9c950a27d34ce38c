// Exercise 02: this is the loop of lesson 01. Each task is awaited
// as soon as it is created, so three delays of 3 seconds take 9.
// Make it take 3, with the same tasks.
//
//   ./coach watch      checks this file whenever you save it
//   ./coach run 02     shows what it does, in real time
//
// Expect: 9 seconds as it stands; 3 when it is done.

#include <vector>

#include <aio/aio.hpp>
#include <lesson/lesson.hpp>

// Something that takes a while. Leave this as it is.
aio::Coroutine<> delay(aio::duration d) {
    lesson::say("going to sleep");
    co_await aio::sleep(d);
    lesson::say("awake again");
}

// This is what the check calls. Please leave it as it is.
aio::Coroutine<> all_delays(std::vector<aio::duration> delays);

// TODO: make the delays overlap: all should wait at the same time.
// There may be any number of them, and all must be over when this
// coroutine ends.
aio::Coroutine<> all_delays(std::vector<aio::duration> delays) {
    for (aio::duration d : delays)
        co_await aio::create_task(delay(d));
}
