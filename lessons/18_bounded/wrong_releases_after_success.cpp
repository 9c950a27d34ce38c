// Wrong: the place is given back in the line after the job. A job
// that throws never gets to that line, and its place is gone for
// good; when all are gone, no job can begin any more.
//
// Fails at: a job that fails gives its place back

#include <vector>

#include <aio/aio.hpp>

using Jobs = std::vector<aio::Coroutine<int>>;
using Outcomes = std::vector<aio::Outcome<int>>;

aio::Coroutine<int> with_a_place(aio::Semaphore& places,
                                 aio::Coroutine<int> job) {
    co_await places.acquire();
    const int result = co_await job;
    places.release();
    co_return result;
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
