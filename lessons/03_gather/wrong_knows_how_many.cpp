// Wrong: it gathers the three coroutines of the lesson, by name.
// That is right for three, and leaves out the others.
//
// Fails at: there is a result for each coroutine

#include <vector>

#include <aio/aio.hpp>

using Coroutines = std::vector<aio::Coroutine<int>>;
using Results = std::vector<int>;

// This is what the check calls. Please leave it as it is.
aio::Coroutine<Results> all_results(Coroutines coroutines);

aio::Coroutine<Results> all_results(Coroutines coroutines) {
    auto [a, b, c] = co_await aio::gather(
        coroutines.at(0), coroutines.at(1), coroutines.at(2));
    co_return Results{a, b, c};
}
