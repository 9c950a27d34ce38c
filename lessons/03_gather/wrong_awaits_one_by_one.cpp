// Wrong: the order is right, because it awaits each coroutine
// before it turns to the next. For the same reason the delays add
// up: this is the loop of lesson 01.
//
// Fails at: the total is the longest delay, not the sum

#include <vector>

#include <aio/aio.hpp>

using Coroutines = std::vector<aio::Coroutine<int>>;
using Results = std::vector<int>;

// This is what the check calls. Please leave it as it is.
aio::Coroutine<Results> all_results(Coroutines coroutines);

aio::Coroutine<Results> all_results(Coroutines coroutines) {
    Results results;
    for (auto& one : coroutines)
        results.push_back(
            co_await aio::create_task(std::move(one)));
    co_return results;
}
