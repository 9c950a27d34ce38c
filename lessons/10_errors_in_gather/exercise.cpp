// Exercise 10: some of the coroutines fail. As it stands, the first
// error is printed, and everything else is lost: the results of the
// coroutines that went well, and the other errors. Report how each
// of them ended.
//
//   ./coach watch      checks this file whenever you save it
//   ./coach run 10     shows what it does, in real time
//
// Expect: 1 second and no outcome as it stands; 3 seconds and three
// outcomes, two values and one exception, when it is done.

#include <stdexcept>
#include <vector>

#include <aio/aio.hpp>
#include <fmt/core.h>
#include <lesson/lesson.hpp>

using Coroutines = std::vector<aio::Coroutine<int>>;
using Outcomes = std::vector<aio::Outcome<int>>;

// This is what the check calls. Please leave it as it is.
aio::Coroutine<Outcomes> all_outcomes(Coroutines coroutines);

// TODO: return one outcome for each coroutine, in their order: its
// value, or the exception that left it. All of them must run at the
// same time, and none may be left running when this ends.
aio::Coroutine<Outcomes> all_outcomes(Coroutines coroutines) {
    Outcomes outcomes;
    try {
        for (int value : co_await aio::gather(coroutines))
            outcomes.push_back(value);
    } catch (const std::runtime_error& error) {
        lesson::say(fmt::format("failed: {}", error.what()));
    }
    co_return outcomes;
}
