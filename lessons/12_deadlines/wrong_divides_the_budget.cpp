// Wrong: a third of the budget for each attempt. Without pauses
// they now keep within it; but an attempt that needs more than a
// third is given up, although there is time left.
//
// Fails at: an attempt may use what the others have left

#include <exception>
#include <functional>

#include <aio/aio.hpp>
#include <fmt/core.h>
#include <lesson/lesson.hpp>

// A coroutine function: one attempt. It returns a number or throws.
using Attempt = std::function<aio::Coroutine<int>()>;

// This is what the check calls. Please leave it as it is.
aio::Coroutine<int> fetch(Attempt attempt, aio::duration budget,
                          aio::duration pause);

aio::Coroutine<int> fetch(Attempt attempt, aio::duration budget,
                          aio::duration pause) {
    for (int n = 1; n < 3; ++n) {
        try {
            co_return co_await aio::wait_for(attempt(), budget / 3);
        } catch (const std::exception& error) {
            lesson::say(
                fmt::format("attempt {}: {}", n, error.what()));
        }
        co_await aio::sleep(pause);
    }
    co_return co_await aio::wait_for(attempt(), budget / 3);
}
