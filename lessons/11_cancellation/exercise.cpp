// Exercise 11: a worker that nobody can stop. Whatever goes wrong
// in a step, it tries again; and a request to end looks to it like
// something that went wrong. Let it end when it is cancelled, at
// once, and clean up behind itself.
//
//   ./coach watch      checks this file whenever you save it
//   ./coach run 11     shows what it does, in real time
//
// Figure: 9 seconds as it stands; 3 seconds when it is done, of
// which 2 are for giving back.

#include <functional>

#include <aio/aio.hpp>
#include <fmt/core.h>
#include <lesson/lesson.hpp>

using namespace std::chrono_literals;

// A coroutine function: one step of the work, or giving back what
// the work has taken, which also takes a while.
using Work = std::function<aio::Coroutine<>()>;

// This is what the check calls. Please leave it as it is.
aio::Coroutine<> worker(Work step, Work give_back);

// TODO: do a step again if it fails, as now. But when the task is
// cancelled, in a step, it ends: it awaits give_back(), once, and
// then has been cancelled. (When all steps are done it gives back,
// too, and ends well.)
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
