// Exercise 11: a worker that nobody can stop. If anything goes
// wrong in a step, it tries the step again; and it treats a request
// to end as something that went wrong. Make it end at once when it
// is cancelled, and clean up after itself.
//
//   ./coach watch      checks this file whenever you save it
//   ./coach run 11     shows what it does, in real time
//
// Expect: 9 seconds as it stands; 3 seconds when it is done, 2 of
// them for giving back.

#include <functional>

#include <aio/aio.hpp>
#include <fmt/core.h>
#include <lesson/lesson.hpp>

using namespace std::chrono_literals;

// A coroutine function: one step of the work, or giving back what
// the work has acquired; that takes a while, too.
using Work = std::function<aio::Coroutine<>()>;

// This is what the check calls. Please leave it as it is.
aio::Coroutine<> worker(Work step, Work give_back);

// TODO: repeat a step if it fails, as now. But when the task is
// cancelled during a step, it must end: it awaits give_back() once,
// and ends as cancelled. (When all steps are done it also gives
// back, and ends normally.)
aio::Coroutine<> worker(Work step, Work give_back) {
    for (int steps = 0; steps < 3;) {
        try {
            co_await step();
            ++steps;
        } catch (...) {
            lesson::say("a step went wrong, once more");
        }
    }
    co_await give_back();
}
