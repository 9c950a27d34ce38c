// What a verdict looks like on a terminal, or in a pipe.
#pragma once

#include <filesystem>
#include <string>
#include <vector>

#include <coach/attempt.hpp>
#include <terminal/capabilities.hpp>

namespace coach {

/// How to write on stdout (or wherever it is).
using terminal::Style;

/// Lines, none wider than style.width (except the compiler's own):
///
///   02_create_then_await: 2 of 4 facts hold
///     ✓ every delay is a task of its own
///     ✗ all tasks are created before the first await
///         1 of 4 tasks existed at the first co_await, in exercise.cpp:27. ...
///     ...
///
/// The first failure, and the fact in which the program ended, are shown in full; the others by
/// name only. Below come the compiler's warnings, the timeline of that fact, and what the program
/// printed: all of it made harmless for a terminal.
std::vector<std::string> tell(const Exercise&, const Verdict&, const std::filesystem::path& file,
                              const Style&);

/// A path as a user would type it: relative to here, if that is shorter.
std::string shown(const std::filesystem::path&);

/// The path as a link where the terminal can show one, otherwise as it is.
std::string link(const std::filesystem::path&, const std::string& text, const Style&);

/// "[██████░░░░] 3 of 6"; in words, "3 of 6 exercises done".
std::string progress_bar(std::size_t done, std::size_t all, const Style&);

}  // namespace coach
