// Wrong: it counts from the first task's start to the last task's
// end. The time in which main waits alone is part of the total.
//
// Fails at: the time when main waits alone counts, too

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
    aio::duration first = aio::duration::max(), last{};
    for (const Bar& bar : bars) {
        if (bar.name == "main") continue;
        first = std::min(first, bar.begin);
        last = std::max(last, bar.end);
    }
    return std::max(last - first, aio::duration{});
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
