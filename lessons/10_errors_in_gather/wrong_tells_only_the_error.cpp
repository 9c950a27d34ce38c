// Wrong: it keeps the error that gather throws, and so has only one
// outcome. The others ran on, and nobody asked them.
//
// Fails at: a failure costs no sibling its result

#include <exception>
#include <vector>

#include <aio/aio.hpp>

using Coroutines = std::vector<aio::Coroutine<int>>;
using Outcomes = std::vector<aio::Outcome<int>>;

// This is what the check calls. Please leave it as it is.
aio::Coroutine<Outcomes> all_outcomes(Coroutines coroutines);

aio::Coroutine<Outcomes> all_outcomes(Coroutines coroutines) {
    Outcomes outcomes;
    try {
        for (int value : co_await aio::gather(coroutines))
            outcomes.push_back(value);
    } catch (...) {
        outcomes.emplace_back(std::current_exception(), false);
    }
    co_return outcomes;
}
