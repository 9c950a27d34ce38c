// `coach grade`: all submissions of a class, one file for each exercise, in one table.
#pragma once

#include <cstdint>
#include <filesystem>
#include <optional>
#include <string>
#include <vector>

#include <aio/coroutine.hpp>
#include <coach/tell.hpp>
#include <coach/toolkit.hpp>

namespace coach {

struct GradeOptions {
    std::filesystem::path submissions = {};         ///< one folder per student
    bool one = false;                               ///< the folder is one student's
    std::vector<std::filesystem::path> merge = {};  ///< instead: what others have graded

    // Files to write; empty: none, "-": the standard output.
    std::filesystem::path csv = {}, wide = {}, junit = {}, json = {}, gradescope = {};
    std::filesystem::path pages = {};  ///< a folder for what people read; empty: none

    std::vector<std::string> exercises = {};  ///< only these; none: all that were handed in
    std::vector<std::string> students = {};   ///< only those with one of these in their name
    int jobs = 0;                             ///< at once; 0: as many as there are processors
    std::optional<std::uint64_t> seed = {};   ///< none: the same as last time, or a new one
    bool force = false;                       ///< checks even what is known from an earlier time
    bool trust = false;                       ///< goes on where submissions cannot be confined
    bool exit_zero = false;                   ///< 0 for every class that could be graded
    Style style = {};
};

/// What its exit status means, for `--help`.
extern const char* const grade_statuses;

/// 0 if every student has handed in every exercise, and every fact of them holds; 1 if not. Mistake
/// (status 2) for a folder that is not a class. Cancelled or stopped by a signal, it writes down
/// what it knows so far.
aio::Coroutine<int> grade(const Toolkit&, GradeOptions);

}  // namespace coach
