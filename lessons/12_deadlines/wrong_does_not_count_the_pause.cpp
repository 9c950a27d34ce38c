// Wrong: it measures each attempt, and gives the next one what is
// left. The pauses between them are not counted.
//
// Fails at: the pauses count, too

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
    for (int n = 1; n < 3; ++n) {
        const auto begin = loop.now();
        try {
            co_return co_await aio::wait_for(attempt(), budget);
        } catch (const std::exception& error) {
            lesson::say(
                fmt::format("attempt {}: {}", n, error.what()));
        }
        budget -= loop.now() - begin;
        if (budget <= aio::duration::zero())
            throw aio::TimeoutError("no time left");
        co_await aio::sleep(pause);
    }
    co_return co_await aio::wait_for(attempt(), budget);
}
