// Wrong: the clean-up has moved to the way out of a cancelled
// worker, and is missing on the other one.
//
// Fails at: one that nobody cancels does three steps and gives back

#include <exception>
#include <functional>

#include <aio/aio.hpp>
#include <fmt/core.h>
#include <lesson/lesson.hpp>

using namespace std::chrono_literals;

// A coroutine function: one step of the work, or giving back what
// the work has acquired; that takes a while, too.
using Work = std::function<aio::Coroutine<>()>;

aio::Coroutine<> steps(Work step) {
    for (int steps = 0; steps < 3;) {
        try {
            co_await step();
            ++steps;
        } catch (const std::exception&) {
            lesson::say("a step went wrong, once more");
        }
    }
}

// This is what the check calls. Please leave it as it is.
aio::Coroutine<> worker(Work step, Work give_back);

aio::Coroutine<> worker(Work step, Work give_back) {
    co_await aio::try_finally(
        [&] { return steps(step); },
        [&](std::exception_ptr error) -> aio::Coroutine<> {
            if (error) co_await give_back();
        });
}
