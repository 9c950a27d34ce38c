// Exercise 18: all the jobs begin at once. That is too many: at
// most `limit` of them may be under way at the same time.
//
//   ./coach watch      checks this file whenever you save it
//   ./coach run 18     shows what it does, in real time
//
// Figure: nine jobs at once in 2 seconds as it stands; never more
// than three, in 5 seconds, when it is done.

#include <vector>

#include <aio/aio.hpp>

using Jobs = std::vector<aio::Coroutine<int>>;
using Outcomes = std::vector<aio::Outcome<int>>;

// This is what the check calls. Please leave it as it is.
aio::Coroutine<Outcomes> all_outcomes(Jobs jobs, int limit);

// TODO: the outcome of each job, in the jobs' order, as now; but at
// most `limit` jobs under way. When one ends, well or badly, the
// next begins at once. It takes no longer than that needs.
aio::Coroutine<Outcomes> all_outcomes(Jobs jobs, int limit) {
    static_cast<void>(limit);
    co_return co_await aio::gather(aio::return_exceptions, jobs);
}
