// Exercise 03: the coroutines run side by side, but their results
// are collected as they come, the quickest first. So nobody can
// tell which result belongs to which coroutine. Return them in the
// order of the coroutines.
//
//   ./coach watch      checks this file whenever you save it
//   ./coach run 03     shows what it does, in real time
//
// Expect: 3 seconds; results 2, 3, 1 as it stands, and 1, 2, 3 when
// it is done.

#include <vector>

#include <aio/aio.hpp>

using Coroutines = std::vector<aio::Coroutine<int>>;
using Results = std::vector<int>;

// This is what the check calls. Please leave it as it is.
aio::Coroutine<Results> all_results(Coroutines coroutines);

// TODO: return one result for each coroutine, in their order. There
// may be any number of coroutines, even none, and each must become
// one task. It must not take longer than it does now.
aio::Coroutine<Results> all_results(Coroutines coroutines) {
    Results results;
    for (auto next : aio::as_completed(coroutines))
        results.push_back(co_await next);
    co_return results;
}
