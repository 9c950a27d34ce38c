// The commands that act once: all except `watch` and `grade`. Each returns the exit status: 0, or 1
// if the exercise does not pass.
#pragma once

#include <cstdint>
#include <filesystem>
#include <optional>
#include <string>
#include <vector>

#include <coach/tell.hpp>
#include <coach/toolkit.hpp>
#include <coach/workshop.hpp>

namespace coach {

int init(const Toolkit&, const std::filesystem::path& folder, const Style&);
int list(const Toolkit&, const Workshop&, const Style&);
struct CheckOptions {
    std::optional<std::uint64_t> seed = {};  ///< none: another one each time
    std::string tape = {};  ///< file for the tapes of what was run; empty: not wanted
};
int check(const Toolkit&, Workshop&, const Exercise&, const CheckOptions&, const Style&);
/// Becomes the program that shows it, with these flags, which are those of a lesson.
int run(const Toolkit&, const Workshop&, const Exercise&, const std::vector<std::string>& flags,
        const Style&);
int hint(const Toolkit&, Workshop&, const Exercise&, const Style&);
int solution(const Toolkit&, const Workshop&, const Exercise&, bool force, const Style&);
int reset(const Toolkit&, Workshop&, const Exercise&, const Style&);
int explain(const Toolkit&, const Workshop&, const Exercise&, bool force, const Style&);

/// What is said about a program that has passed: while the sanitizers check it, if they agree, and
/// if they do not.
inline constexpr const char* looks_closer = "One more look, under the sanitizers...";
inline constexpr const char* looks_clean = "The sanitizers find nothing: clean.";
inline constexpr const char* passed_by_luck =
    "All facts hold, but by luck: the sanitizers, which look at every use of memory, say "
    "otherwise.";

/// The text of `list`, which `watch` shows, too.
std::vector<std::string> list_lines(const Toolkit&, const Workshop&, const Exercise* current,
                                    const Style&);

}  // namespace coach
