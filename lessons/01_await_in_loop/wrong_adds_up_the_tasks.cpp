// Wrong: it adds up how long the tasks took. That is right for the
// staircase, where they follow each other, and for nothing else.
//
// Fails at: tasks side by side do not add up

#include <algorithm>
#include <cstddef>

#include <check/bar.hpp>

using check::Bar;
using check::Bars;

// These two are what the check calls. Please leave them as they
// are.
aio::duration elapsed(const Bars& bars);
std::size_t most_at_once(const Bars& bars);

aio::duration elapsed(const Bars& bars) {
    aio::duration sum{};
    for (const Bar& bar : bars)
        if (bar.name != "main") sum += bar.end - bar.begin;
    return sum;
}

std::size_t most_at_once(const Bars& bars) {
    std::size_t most = 0;
    for (const Bar& one : bars) {
        std::size_t now = 0;
        for (const Bar& other : bars) {
            if (other.name == "main") continue;
            if (other.begin <= one.begin && one.begin < other.end)
                ++now;
        }
        most = std::max(most, now);
    }
    return most;
}
