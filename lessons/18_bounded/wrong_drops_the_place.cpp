// Wrong: it waits for a place, and gives it back in the same
// statement, because the result of hold() is not kept in a
// variable. So the job runs without a place.
//
// Fails at: never more than the limit are under way

#include <vector>

#include <aio/aio.hpp>

using Jobs = std::vector<aio::Coroutine<int>>;
using Outcomes = std::vector<aio::Outcome<int>>;

aio::Coroutine<int> with_a_place(aio::Semaphore& places,
                                 aio::Coroutine<int> job) {
    static_cast<void>(co_await places.hold());
    co_return co_await job;
}

// This is what the check calls. Please leave it as it is.
aio::Coroutine<Outcomes> all_outcomes(Jobs jobs, int limit);

aio::Coroutine<Outcomes> all_outcomes(Jobs jobs, int limit) {
    aio::Semaphore places(limit);
    Jobs bounded;
    for (auto& job : jobs)
        bounded.push_back(with_a_place(places, std::move(job)));
    co_return co_await aio::gather(aio::return_exceptions, bounded);
}
