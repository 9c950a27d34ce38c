// Wrong: it counts all tasks, instead of those under way at once.
// There were three, but never two of them at the same time.
//
// Fails at: in the staircase, at most 1 task is under way at once

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
    aio::duration last{};
    for (const Bar& bar : bars) last = std::max(last, bar.end);
    return last;
}

std::size_t most_at_once(const Bars& bars) {
    return bars.size() - 1;  // without main
}
