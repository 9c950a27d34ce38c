// Wrong: it looks at the clock before the last attempt, which then
// gets what is left. But the first one may be the one that hangs.
//
// Fails at: all attempts together keep within the budget

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
    const aio::Loop& loop = aio::this_loop();
    const auto deadline = loop.now() + budget;
    for (int n = 1; n < 3; ++n) {
        try {
            co_return co_await attempt();
        } catch (const std::exception& error) {
            lesson::say(
                fmt::format("attempt {}: {}", n, error.what()));
        }
        co_await aio::sleep(pause);
    }
    co_return co_await aio::wait_for(attempt(),
                                     deadline - loop.now());
}
