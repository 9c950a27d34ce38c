// Wrong: it sorts what it has collected. That looks right as long
// as the first coroutine happens to have the smallest result.
//
// Fails at: results come in the coroutines' order

#include <algorithm>
#include <vector>

#include <aio/aio.hpp>

using Coroutines = std::vector<aio::Coroutine<int>>;
using Results = std::vector<int>;

// This is what the check calls. Please leave it as it is.
aio::Coroutine<Results> all_results(Coroutines coroutines);

aio::Coroutine<Results> all_results(Coroutines coroutines) {
    Results results;
    for (auto next : aio::as_completed(coroutines))
        results.push_back(co_await next);
    std::ranges::sort(results);
    co_return results;
}
