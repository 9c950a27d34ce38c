// Wrong: every job has a semaphore of its own, with all the places.
// No job ever waits for another.
//
// Fails at: never more than the limit are under way

#include <vector>

#include <aio/aio.hpp>

using Jobs = std::vector<aio::Coroutine<int>>;
using Outcomes = std::vector<aio::Outcome<int>>;

aio::Coroutine<int> with_a_place(int limit,
                                 aio::Coroutine<int> job) {
    aio::Semaphore places(limit);
    auto place = co_await places.hold();
    co_return co_await job;
}

// This is what the check calls. Please leave it as it is.
aio::Coroutine<Outcomes> all_outcomes(Jobs jobs, int limit);

aio::Coroutine<Outcomes> all_outcomes(Jobs jobs, int limit) {
    Jobs bounded;
    for (auto& job : jobs)
        bounded.push_back(with_a_place(limit, std::move(job)));
    co_return co_await aio::gather(aio::return_exceptions, bounded);
}
