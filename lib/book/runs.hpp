// Runs the programs that the book shows, under simulated time.
#pragma once

#include <filesystem>
#include <string>
#include <vector>

#include <timeline/tape.hpp>

namespace book {

struct LessonRun {
    std::string title;       ///< "create them all, then await"
    std::string transcript;  ///< all that it prints
    std::vector<timeline::Tape> tapes;
};

/// Where things are.
struct Folders {
    std::filesystem::path root;     ///< of the source tree
    std::filesystem::path build;    ///< with bin/, checks/
    std::filesystem::path scratch;  ///< for tapes, until they are read
};

/// Runs a lesson's program, for people and for us. Throws BookError if it is not there, fails, or
/// writes no tape.
LessonRun run_lesson(const Folders&, const std::string& lesson);

}  // namespace book
