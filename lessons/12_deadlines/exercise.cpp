// Exercise 12: three attempts, with a pause between them. The
// caller has a budget for everything, including the pauses; but as
// it stands, each attempt gets the whole budget again.
//
//   ./coach watch      checks this file whenever you save it
//   ./coach run 12     shows what it does, in real time
//
// Expect: 8 seconds (attempts of 2 s, pauses of 1 s) as it stands;
// 3 seconds, the budget, when it is done.

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

// TODO: as now, make up to three attempts, with a pause before the
// second and the third; the error of the third goes to the caller.
// But when the budget is used up, wherever that happens, end with
// aio::TimeoutError.
aio::Coroutine<int> fetch(Attempt attempt, aio::duration budget,
                          aio::duration pause) {
    for (int n = 1; n < 3; ++n) {
        try {
            co_return co_await aio::wait_for(attempt(), budget);
        } catch (const std::exception& error) {
            lesson::say(
                fmt::format("attempt {}: {}", n, error.what()));
        }
        co_await aio::sleep(pause);
    }
    co_return co_await aio::wait_for(attempt(), budget);
}
