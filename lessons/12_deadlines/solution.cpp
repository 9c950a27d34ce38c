// Solution of exercise 12: the attempts know of no limit, and one
// limit goes around all of them.

#include <exception>
#include <functional>

#include <aio/aio.hpp>
#include <fmt/core.h>
#include <lesson/lesson.hpp>

// A coroutine function: one attempt. It returns a number or throws.
using Attempt = std::function<aio::Coroutine<int>()>;

// CHANGED: this is the loop as it was, without limits.
aio::Coroutine<int> three_attempts(Attempt attempt,
                                   aio::duration pause) {
    for (int n = 1; n < 3; ++n) {
        try {
            co_return co_await attempt();
        } catch (const std::exception& error) {
            lesson::say(
                fmt::format("attempt {}: {}", n, error.what()));
        }
        co_await aio::sleep(pause);
    }
    co_return co_await attempt();
}

// This is what the check calls. Please leave it as it is.
aio::Coroutine<int> fetch(Attempt attempt, aio::duration budget,
                          aio::duration pause);

// CHANGED: whatever it is waiting for when the budget is used up,
// an attempt or a pause, is cancelled.
aio::Coroutine<int> fetch(Attempt attempt, aio::duration budget,
                          aio::duration pause) {
    co_return co_await aio::wait_for(three_attempts(attempt, pause),
                                     budget);
}
