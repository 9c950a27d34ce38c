// Runs the facts of a check and tells of each as it goes, in the lines of protocol.hpp.
#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <string>

#include <check/protocol.hpp>

namespace check {

struct HowToRun {
    std::uint64_t seed = 0;
    int width = 80;                                 ///< columns of the pictures
    bool tapes = false;                             ///< also tell of every run
    bool whole_tapes = false;                       ///< with all that aio and libraries did
    std::function<void(const std::string&)> write;  ///< is given each line, without a newline
};

/// Whether all of them hold.
bool run_facts(HowToRun);

/// What the coach has to know before anybody has done the exercise.
/// std::runtime_error if the check has no Example.
protocol::Outline outline();

/// How many cases and reporters doctest knows by now.
std::size_t count_registered();

}  // namespace check
