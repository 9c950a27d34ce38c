// Wrong: it gathers, but lets each task append its result to one
// vector. So the order is again that in which the tasks end, and
// gather's own results, which are in order, are not used.
//
// Fails at: results come in the coroutines' order

#include <vector>

#include <aio/aio.hpp>

using Coroutines = std::vector<aio::Coroutine<int>>;
using Results = std::vector<int>;

aio::Coroutine<> collect(aio::Coroutine<int> one,
                         Results& results) {
    results.push_back(co_await one);
}

// This is what the check calls. Please leave it as it is.
aio::Coroutine<Results> all_results(Coroutines coroutines);

aio::Coroutine<Results> all_results(Coroutines coroutines) {
    Results results;
    std::vector<aio::Coroutine<>> collectors;
    for (auto& one : coroutines)
        collectors.push_back(collect(std::move(one), results));
    co_await aio::gather(collectors);
    co_return results;
}
