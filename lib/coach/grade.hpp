// `coach grade`: every submission of a class, each exercise a file, in one table.
#pragma once

#include <cstdint>
#include <filesystem>
#include <optional>

#include <aio/coroutine.hpp>
#include <coach/tell.hpp>
#include <coach/toolkit.hpp>

namespace coach {

struct GradeOptions {
    std::filesystem::path submissions;  ///< one folder a student
    std::filesystem::path csv, junit;   ///< files to write; empty: none
    int jobs = 0;                       ///< at once; 0: as many as processors
    std::optional<std::uint64_t> seed = {};
    Style style = {};
};

/// 0 if every fact of every submitted exercise holds, 1 if not. Mistake (status 2)
/// for a folder that is no class.
aio::Coroutine<int> grade(const Toolkit&, GradeOptions);

}  // namespace coach
