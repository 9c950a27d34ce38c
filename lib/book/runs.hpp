// Runs the programs that the book shows, under simulated time, several at once.
#pragma once

#include <filesystem>
#include <string>
#include <vector>

#include <aio/coroutine.hpp>
#include <aio/semaphore.hpp>
#include <timeline/tape.hpp>

namespace book {

struct LessonRun {
    std::string title;       ///< "create them all, then await"
    std::string transcript;  ///< all that it prints
    std::vector<timeline::Tape> tapes;
};

struct WhatIfRun {
    std::string choices;  ///< JSON: see lesson/what_if.hpp
    std::vector<timeline::Tape> tapes;
};

/// Where things are.
struct Folders {
    std::filesystem::path root;     ///< of the source tree
    std::filesystem::path build;    ///< with bin/, checks/
    std::filesystem::path scratch;  ///< for tapes, until they are read
};

/// Used within aio::run. As many programs run at once as the machine has processors.
class Runs {
public:
    explicit Runs(Folders folders);

    /// A lesson's program, run twice: for its transcript, and for its tapes. Throws BookError
    /// if it is not there, fails, or writes no tape.
    aio::Coroutine<LessonRun> lesson(std::string name);

    /// What a lesson's program of schedules records: lesson/every_schedule.hpp.
    aio::Coroutine<std::vector<timeline::Tape>> schedules(std::string lesson);

    /// What the check's example does with an answer: "wrong_nobody_waits" of a lesson. It
    /// may end with an error, which is on the tape. Throws BookError.
    aio::Coroutine<std::vector<timeline::Tape>> answer(std::string lesson, std::string answer);

    /// What a lesson's what_if.cpp lets the reader choose, and every choice run. Throws
    /// BookError, as above.
    aio::Coroutine<WhatIfRun> what_if(std::string lesson);

    [[nodiscard]] const Folders& folders() const { return folders_; }

private:
    struct Program {
        std::string name;             // as errors call it
        std::filesystem::path built;  // what has to be there
        std::vector<std::string> command;
    };
    struct Recording {
        std::string output;
        std::vector<timeline::Tape> tapes;
    };

    // Runs the command with --tape, and reads the tapes.
    aio::Coroutine<Recording> record(Program program, int worst_status);
    aio::Coroutine<std::string> output_of(std::vector<std::string> args, std::string name,
                                          int worst_status);

    Folders folders_;
    aio::Semaphore places_;
    int recordings_ = 0;
};

}  // namespace book
