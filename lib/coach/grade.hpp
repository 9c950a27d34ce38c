// `coach grade`: every submission of a class, each exercise a file, in one table.
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
    std::filesystem::path submissions;        ///< one folder a student
    std::filesystem::path csv, junit;         ///< files to write; empty: none
    std::vector<std::string> exercises = {};  ///< only these; none: all that anybody handed in
    std::vector<std::string> students = {};   ///< only those with one of these in their name
    int jobs = 0;                             ///< at once; 0: as many as processors
    std::optional<std::uint64_t> seed = {};
    bool force = false;      ///< checks what is known from the last time, too
    bool trust = false;      ///< goes on where submissions cannot be confined
    bool exit_zero = false;  ///< 0 for every class that could be graded
    Style style = {};
};

/// 0 if every student has handed in every exercise, and every fact of them holds; 1 if
/// not. Mistake (status 2) for a folder that is no class. Cancelled, it writes down what
/// it knows by then.
aio::Coroutine<int> grade(const Toolkit&, GradeOptions);

}  // namespace coach
