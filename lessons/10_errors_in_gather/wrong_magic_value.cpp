// Wrong: it catches the error in each child, and returns -1. There
// is an outcome for each now, but not the reason for a failure; and
// the caller has to know that -1 is not a result.
//
// Fails at: the error is the one that was thrown

#include <exception>
#include <vector>

#include <aio/aio.hpp>

using Coroutines = std::vector<aio::Coroutine<int>>;
using Outcomes = std::vector<aio::Outcome<int>>;

aio::Coroutine<int> or_minus_one(aio::Coroutine<int> one) {
    try {
        co_return co_await one;
    } catch (const std::exception&) {
        co_return -1;
    }
}

// This is what the check calls. Please leave it as it is.
aio::Coroutine<Outcomes> all_outcomes(Coroutines coroutines);

aio::Coroutine<Outcomes> all_outcomes(Coroutines coroutines) {
    Coroutines careful;
    for (auto& one : coroutines)
        careful.push_back(or_minus_one(std::move(one)));

    Outcomes outcomes;
    for (int value : co_await aio::gather(careful))
        outcomes.push_back(value);
    co_return outcomes;
}
