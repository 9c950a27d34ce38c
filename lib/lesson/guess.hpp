// A guess before the lesson, compared with the time it takes: a student who guessed 3 s looks twice
// at 9 s.
//
//   Guess first: how many seconds will it take? (Enter for no guess; 20 s to think)
//   > 3
//   ...
//   Your guess was 3 s. It took 9 s: 6 s more.
#pragma once

#include <chrono>
#include <optional>
#include <string>
#include <string_view>

#include <aio/clock.hpp>

namespace lesson {

/// How long to wait for a guess.
inline constexpr std::chrono::seconds time_to_guess{20};

/// Whether there is somebody to ask: a terminal to read from and to write to, and
/// no `CI` in the environment.
bool can_ask();

/// A line typed within this time, without its newline; nothing if there is none, or if the input
/// ends.
std::optional<std::string> read_typed_line(int descriptor, std::chrono::milliseconds limit);

/// "9", "9 s", "3.5s", " nine " (nothing): seconds, if the text says so.
std::optional<double> seconds_in(std::string_view typed);

/// "Your guess was 3 s. It took 9 s: 6 s more."
std::string compared(double guess, aio::duration took);

}  // namespace lesson
