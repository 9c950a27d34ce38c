// Exercise 01: work out two figures from a timeline, those that
// stand under its picture: how long the program took, and how many
// tasks were under way at once, at most. As they stand, the two
// functions add up all bars, and count them.
//
//   main    |=====================|
//   delay 1 |======|                       These four are the bars
//   delay 2        |======|                of lesson 01.
//   delay 3               |=======|
//           0      3      6       9 s
//
//   ./coach watch      checks this file whenever you save it
//   ./coach run 01     runs lesson 01, and asks your functions
//
// Figure: "18 s, 4 at once" as it stands; "9 s, 1 at once" when it
// is done.

#include <algorithm>
#include <cstddef>

#include <check/bar.hpp>

using check::Bar;
using check::Bars;

// A Bar has a `name`, a `begin` and an `end`. The two times are
// durations since the start of the run, such as 3s, so they can be
// compared and added. The first bar is main's: it is there as long
// as the program runs, and is no task for our purpose.

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

// TODO: how many tasks were under way at the same time, at most. A
// task that begins when another ends is not beside it.
std::size_t most_at_once(const Bars& bars) { return bars.size(); }
