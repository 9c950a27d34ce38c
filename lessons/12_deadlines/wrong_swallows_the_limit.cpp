// Wrong: one limit around all of them, as it should be; but the
// handler inside catches everything. It treats the end of the
// budget as a failed attempt, and makes the next one.
//
// Fails at: all attempts together keep within the budget

#include <exception>
#include <functional>

#include <aio/aio.hpp>
#include <fmt/core.h>
#include <lesson/lesson.hpp>

// A coroutine function: one attempt. It returns a number or throws.
using Attempt = std::function<aio::Coroutine<int>()>;

aio::Coroutine<int> three_attempts(Attempt attempt,
                                   aio::duration pause) {
    for (int n = 1; n < 3; ++n) {
        try {
            co_return co_await attempt();
        } catch (...) {
            lesson::say(fmt::format("attempt {} failed", n));
        }
        co_await aio::sleep(pause);
    }
    co_return co_await attempt();
}

// This is what the check calls. Please leave it as it is.
aio::Coroutine<int> fetch(Attempt attempt, aio::duration budget,
                          aio::duration pause);

aio::Coroutine<int> fetch(Attempt attempt, aio::duration budget,
                          aio::duration pause) {
    co_return co_await aio::wait_for(three_attempts(attempt, pause),
                                     budget);
}
