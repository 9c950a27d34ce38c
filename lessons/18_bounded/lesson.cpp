// Lesson 18: nine jobs may be more than a server, a disk or a
// budget can take at once. A semaphore has a number of places; a
// task that finds none free waits until one is given back.
//
//   make lesson N=18
//
// Expect: 3 seconds with three places, 1 second without a bound,
// 9 seconds one by one.

#include <chrono>
#include <vector>

#include <aio/aio.hpp>
#include <fmt/core.h>
#include <lesson/lesson.hpp>

using namespace std::chrono_literals;

// The number of jobs.
constexpr int all = 9;

// A job of 1 s, which needs a place.
aio::Coroutine<> job() { co_await aio::sleep(1s); }

// `hold` waits for a place. The place is given back at the end of
// the scope, whatever happens there, even if the job throws or is
// cancelled.
aio::Coroutine<> bounded_job(aio::Semaphore& places) {
    auto place = co_await places.hold();
    co_await job();
}

// Nine tasks, of which three have a place. The others wait, in the
// order in which they came. The semaphore outlives them all, since
// gather waits for every one.
aio::Coroutine<> three_at_once() {
    aio::Semaphore places(3, "places");
    std::vector<aio::Coroutine<>> jobs;
    for (int n = 0; n < all; ++n)
        jobs.push_back(bounded_job(places));
    co_await aio::gather(jobs);
    lesson::say("all done, three at a time");
}

// Without a bound: quick here, where a job only sleeps. But a real
// server would have to do nine jobs at once.
aio::Coroutine<> unbounded() {
    std::vector<aio::Coroutine<>> jobs;
    for (int n = 0; n < all; ++n) jobs.push_back(job());
    co_await aio::gather(jobs);
    lesson::say("all done, all at once");
}

// And one by one, as in lesson 01.
aio::Coroutine<> one_by_one() {
    for (int n = 0; n < all; ++n) co_await aio::create_task(job());
    lesson::say("all done, one by one");
}

int main(int argc, char** argv) {
    lesson::Program lesson(
        argc, argv,
        {.name = "18_bounded", .title = "bounded", .scale = 9s});
    lesson.run("at most three at once", three_at_once());
    lesson.run("without a bound", unbounded());
    lesson.run("one by one", one_by_one());
    return lesson.done();
}
