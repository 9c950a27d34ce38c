// Exercise 01: work out the two figures that stand under every
// timeline: how long the program took, and the largest number of
// tasks under way, that is, begun and not ended, at once. For now,
// the two functions just add up all bars, and count them.
//
//   main    |=====================|
//   delay 1 |======|                       These four are the bars
//   delay 2        |======|                of lesson 01.
//   delay 3               |=======|
//           0      3      6       9 s
//
//   ./coach watch      checks this file whenever you save it
//   ./coach run 01     runs lesson 01, and calls your functions
//
// Expect: "18 s, 4 at once" as it stands, that is, now; "9 s, 1 at
// once" when it is done.

#include <algorithm>
#include <cstddef>

#include <check/bar.hpp>

using check::Bar;
using check::Bars;

// A Bar has a `name`, a `begin` and an `end`. The two times are
// durations since the start of the run, such as 3s, so they can be
// compared and added. The first bar is main's: it lasts as long as
// the program runs, and does not count as a task here.

// These two are what the check calls. Please leave them as they
// are.
aio::duration elapsed(const Bars& bars);
std::size_t most_at_once(const Bars& bars);

// TODO: the time from the start of the program to its end.
aio::duration elapsed(const Bars& bars) {
    aio::duration sum{};
    for (const Bar& bar : bars) sum += bar.end - bar.begin;
    return sum;
}

// TODO: the largest number of tasks under way at the same time. A
// task that begins just when another ends does not overlap it.
std::size_t most_at_once(const Bars& bars) { return bars.size(); }
