// Solution of exercise 01: the end of the last bar; and the largest
// number of bars at any one moment.

#include <algorithm>
#include <cstddef>

#include <check/bar.hpp>

using check::Bar;
using check::Bars;

// These two are what the check calls. Please leave them as they
// are.
aio::duration elapsed(const Bars& bars);
std::size_t most_at_once(const Bars& bars);

// CHANGED: the program ends with its last bar. Bars that lie side
// by side do not add up.
aio::duration elapsed(const Bars& bars) {
    aio::duration last{};
    for (const Bar& bar : bars) last = std::max(last, bar.end);
    return last;
}

// CHANGED: the number can grow only where a bar begins, so it is
// enough to look there. A bar includes its beginning, but not its
// end: `<=` and `<`.
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
