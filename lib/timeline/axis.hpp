// A time axis: where its ticks are, how they are labelled, and which column
// a time falls into.
#pragma once

#include <string>
#include <vector>

#include <aio/clock.hpp>

namespace timeline {

struct Tick {
    aio::duration at;
    std::string label;  ///< without the unit: "0", "0.5", "200"
};

struct Axis {
    aio::duration end;        ///< the axis goes from 0 to here; 0 if nothing took any time
    std::vector<Tick> ticks;  ///< at 1, 2 or 5 times a power of ten; the first is 0
    std::string unit;         ///< "s", "ms", "us" or "ns"
};

/// The unit as it is displayed: with its Greek letter if it has one.
std::string unit_text(const Axis&, bool unicode);

/// The axis with the most ticks whose labels are still `room` columns apart on `columns` columns.
Axis make_axis(aio::duration end, int columns, int room = 2);

/// The column in which `at` falls when `end` is at `columns`: the same
/// rounding for an end and for a beginning, so that a bar that begins when
/// another ends begins in the very next column. Between 0 and `columns`.
int column_of(aio::duration at, aio::duration end, int columns);

/// The next of 1, 2, 3, 5, 10, 20, ...: an axis that grows with a running
/// program changes its scale seldom.
aio::duration round_end(aio::duration end);

/// "9.000 s": to the millisecond, whatever the size, so that totals compare.
std::string seconds_text(aio::duration);

/// "9 s", "0.5 s": the same without zeros at its end, for sentences.
std::string short_seconds_text(aio::duration);

/// "99,980".
std::string count_text(std::size_t);

}  // namespace timeline
