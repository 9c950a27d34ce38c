// Wrong: it starts the clean-up in a task of its own, because a
// catch block cannot await, and rethrows before that has ended.
// A caller that waits for the worker goes on too early.
//
// Fails at: it has given back by the time it ends

#include <exception>
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

aio::Coroutine<> worker(Work step, Work give_back) {
    for (int steps = 0; steps < 3;) {
        try {
            co_await step();
            ++steps;
        } catch (const aio::CancelledError&) {
            aio::create_task(give_back());
            throw;
        } catch (const std::exception&) {
            lesson::say("a step went wrong, once more");
        }
    }
    co_await give_back();
}
