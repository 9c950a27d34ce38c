// Solution of exercise 18: a semaphore has `limit` places, and each
// job holds one while it works.

#include <vector>

#include <aio/aio.hpp>

using Jobs = std::vector<aio::Coroutine<int>>;
using Outcomes = std::vector<aio::Outcome<int>>;

// CHANGED: the place is given back at the end of the scope, whether
// the job ends well or throws.
aio::Coroutine<int> with_a_place(aio::Semaphore& places,
                                 aio::Coroutine<int> job) {
    auto place = co_await places.hold();
    co_return co_await job;
}

// This is what the check calls. Please leave it as it is.
aio::Coroutine<Outcomes> all_outcomes(Jobs jobs, int limit);

// CHANGED: every job is a task at once, but waits for its place.
aio::Coroutine<Outcomes> all_outcomes(Jobs jobs, int limit) {
    aio::Semaphore places(limit);
    Jobs bounded;
    for (auto& job : jobs)
        bounded.push_back(with_a_place(places, std::move(job)));
    co_return co_await aio::gather(aio::return_exceptions, bounded);
}
