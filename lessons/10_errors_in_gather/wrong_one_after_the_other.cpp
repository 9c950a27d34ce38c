// Wrong: each is awaited, with a try block around it, before the
// next one begins. Every outcome is right, and in its place; but
// the waits add up, as in lesson 01.
//
// Fails at: the total is the longest delay, not the sum

#include <exception>
#include <vector>

#include <aio/aio.hpp>

using Coroutines = std::vector<aio::Coroutine<int>>;
using Outcomes = std::vector<aio::Outcome<int>>;

// This is what the check calls. Please leave it as it is.
aio::Coroutine<Outcomes> all_outcomes(Coroutines coroutines);

aio::Coroutine<Outcomes> all_outcomes(Coroutines coroutines) {
    Outcomes outcomes;
    for (auto& one : coroutines) {
        try {
            outcomes.push_back(co_await one);
        } catch (...) {
            outcomes.emplace_back(std::current_exception(), false);
        }
    }
    co_return outcomes;
}
