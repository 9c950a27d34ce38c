// Wrong: it takes them as they end, and catches each error as it
// comes. Only the order is lost: nobody can tell any more which
// outcome belongs to which coroutine.
//
// Fails at: each outcome is in its coroutine's place

#include <exception>
#include <vector>

#include <aio/aio.hpp>

using Coroutines = std::vector<aio::Coroutine<int>>;
using Outcomes = std::vector<aio::Outcome<int>>;

// This is what the check calls. Please leave it as it is.
aio::Coroutine<Outcomes> all_outcomes(Coroutines coroutines);

aio::Coroutine<Outcomes> all_outcomes(Coroutines coroutines) {
    Outcomes outcomes;
    for (auto next : aio::as_completed(coroutines)) {
        try {
            outcomes.push_back(co_await next);
        } catch (...) {
            outcomes.emplace_back(std::current_exception(), false);
        }
    }
    co_return outcomes;
}
