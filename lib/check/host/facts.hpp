// Goes through the facts of a check: as a runner, to have each program run, or as a judge, to
// report each fact, in the lines of protocol.hpp.
#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <string>
#include <string_view>

#include <check/protocol.hpp>

namespace check {

/// Runs all programs, and gives their evidence, piece by piece and without the head, to
/// `hand_over`.
void run_programs(std::uint64_t seed, std::function<void(const std::string&)> hand_over);

/// For which runs the tape is reported, too, and how much of it.
enum class TapesToTell {
    none,
    shown,    ///< of each fact's that is drawn, as its program's author sees it
    program,  ///< of all, likewise
    whole,    ///< of all, with all that aio and libraries did
};

struct HowToJudge {
    std::uint64_t seed = 0;
    int width = 80;  ///< columns of the pictures
    TapesToTell tapes = TapesToTell::none;
    bool breaks_off = false;  ///< at the first fact that lacks evidence, without an end
    std::size_t memory = 0;   ///< what a program could have, in bytes; 0: any
    std::function<void(const std::string&)> write;  ///< receives each line, without a newline
};

/// Whether all of them hold, by this evidence.
bool judge_facts(HowToJudge, std::string_view evidence);

/// What the coach has to know before the exercise is done.
/// std::runtime_error if the check has no Example.
protocol::Outline outline();

/// How many cases and reporters doctest knows so far.
std::size_t count_registered();

}  // namespace check
