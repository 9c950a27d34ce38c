// Wrong: `limit` jobs at once, and when all of these have ended,
// the next ones. The quick ones of a chunk wait for its slowest:
// places are free, but no job takes them.
//
// Fails at: it takes no longer than it must

#include <algorithm>
#include <vector>

#include <aio/aio.hpp>

using Jobs = std::vector<aio::Coroutine<int>>;
using Outcomes = std::vector<aio::Outcome<int>>;

// This is what the check calls. Please leave it as it is.
aio::Coroutine<Outcomes> all_outcomes(Jobs jobs, int limit);

aio::Coroutine<Outcomes> all_outcomes(Jobs jobs, int limit) {
    Outcomes outcomes;
    const auto size = static_cast<std::size_t>(limit);
    for (std::size_t at = 0; at < jobs.size(); at += size) {
        Jobs chunk;
        for (std::size_t i = at;
             i < std::min(at + size, jobs.size()); ++i)
            chunk.push_back(std::move(jobs[i]));
        for (auto& outcome :
             co_await aio::gather(aio::return_exceptions, chunk))
            outcomes.push_back(std::move(outcome));
    }
    co_return outcomes;
}
