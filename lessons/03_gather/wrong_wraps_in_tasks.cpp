// Wrong: it assumes that gather cannot take bare coroutines, and
// makes a task inside another coroutine, of which gather makes a
// second task.
//
// Fails at: each coroutine becomes one task

#include <vector>

#include <aio/aio.hpp>

using Coroutines = std::vector<aio::Coroutine<int>>;
using Results = std::vector<int>;

aio::Coroutine<int> as_a_task(aio::Coroutine<int> one) {
    co_return co_await aio::create_task(std::move(one));
}

// This is what the check calls. Please leave it as it is.
aio::Coroutine<Results> all_results(Coroutines coroutines);

aio::Coroutine<Results> all_results(Coroutines coroutines) {
    Coroutines wrapped;
    for (auto& one : coroutines)
        wrapped.push_back(as_a_task(std::move(one)));
    co_return co_await aio::gather(wrapped);
}
