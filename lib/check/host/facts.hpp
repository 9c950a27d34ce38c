// Runs the facts of a check and tells of each as it goes, one line of JSON each:
//
//   {"facts": ["the total is the longest delay, not their sum", ...], "seed": 7}
//   {"begins": "the total is ..."}
//   {"fact": "the total is ...", "holds": false, "says": ["Why 9 s: ..."],
//    "notes": ["exercise.cpp:14: ..."], "picture": ["main    │░░░..."], "seconds": 0.001}
//   {"ends": true}
//
// A reader who misses the last line knows that the program ended before its time,
// and, from the last "begins", in which fact.
#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <string>

namespace check {

struct HowToRun {
    std::uint64_t seed = 0;
    int width = 80;                                 ///< columns of the pictures
    std::function<void(const std::string&)> write;  ///< is given each line, without a newline
};

/// Whether all of them hold.
bool run_facts(HowToRun);

/// What the coach has to know before anybody has done the exercise, in a line of JSON:
///
///   {"facts": [...], "insight": "A session is ...",
///    "limits": {"milliseconds": 5000, "output": 1048576, "memory": 1073741824}}
///
/// std::runtime_error if the check has no Example.
std::string outline();

/// How many cases and reporters doctest knows by now.
std::size_t count_registered();

}  // namespace check
