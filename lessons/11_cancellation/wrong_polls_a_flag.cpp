// Wrong: it notes the request in a flag, repeats the step, and
// looks at the flag only when that has ended. A request arrives in
// the middle of a wait; this one takes effect only at its end.
//
// Fails at: it ends when it is cancelled

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
    bool stop = false;
    for (int steps = 0; steps < 3 && !stop;) {
        bool again = false;
        try {
            co_await step();
            ++steps;
        } catch (const aio::CancelledError&) {
            stop = again = true;
        } catch (const std::exception&) {
            lesson::say("a step went wrong, once more");
        }
        if (again) co_await step();
    }
    co_await give_back();
    if (stop) throw aio::CancelledError();
}
