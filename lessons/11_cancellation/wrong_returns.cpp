// Wrong: it ends when it is cancelled, but by returning. So the
// caller is told that all the work has been done.
//
// Fails at: it was cancelled, and says so

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
    bool cancelled = false;
    for (int steps = 0; steps < 3 && !cancelled;) {
        try {
            co_await step();
            ++steps;
        } catch (const aio::CancelledError&) {
            cancelled = true;
        } catch (const std::exception&) {
            lesson::say("a step went wrong, once more");
        }
    }
    co_await give_back();
}
