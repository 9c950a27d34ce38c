// A timeline as its picture shows it: a name and a bar for each row. This is all
// that exercise 01 is given, and it has nothing that answers for the student.
//
//   main    │░░░░░│░░░░░░░░░░░●     {"main",    0s, 9s}
//   delay 1 │░░░░░●                 {"delay 1", 0s, 3s}
//   delay 2       │░░░░░░░░░░░●     {"delay 2", 3s, 9s}
//           0     3           9 s
#pragma once

#include <string>
#include <vector>

#include <aio/clock.hpp>

namespace check {

/// One row of the picture. Times are counted from the start of the run.
struct Bar {
    std::string name;     ///< "main", "delay 1", "delay 2", ...
    aio::duration begin;  ///< its first step
    aio::duration end;    ///< its end; never before `begin`
};

/// All bars of a picture, in order of creation: main's first.
using Bars = std::vector<Bar>;

}  // namespace check
