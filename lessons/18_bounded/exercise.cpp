// Exercise 18: all jobs begin at once. That is too many: at most
// `limit` of them may be under way at the same time.
//
//   ./coach watch      checks this file whenever you save it
//   ./coach run 18     shows what it does, in real time
//
// Expect: nine jobs at once in 2 seconds as it stands; never more
// than three, in 5 seconds, when it is done.

#include <vector>

#include <aio/aio.hpp>

using Jobs = std::vector<aio::Coroutine<int>>;
using Outcomes = std::vector<aio::Outcome<int>>;

// This is what the check calls. Please leave it as it is.
aio::Coroutine<Outcomes> all_outcomes(Jobs jobs, int limit);

// TODO: return the outcome of each job, in the jobs' order, as now;
// but with at most `limit` jobs under way. When one ends, well or
// badly, the next must begin at once: no place may stay unused.
aio::Coroutine<Outcomes> all_outcomes(Jobs jobs, int limit) {
    static_cast<void>(limit);
    co_return co_await aio::gather(aio::return_exceptions, jobs);
}
