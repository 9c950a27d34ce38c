// Runs another program, and stops it when it goes too far.
//
//   process::Command command{.args = {"c++", "-c", "exercise.cpp"}, .limits = {.time = 60s}};
//   const process::ProgramResult result = co_await process::run_program(std::move(command));
//   if (result.end == process::End::out_of_time) ...
//
// Several can run at once, side by side. Cancelled, it kills the program and all
// that the program started, and waits until they have gone.
#pragma once

#include <chrono>
#include <cstddef>
#include <filesystem>
#include <string>
#include <vector>

#include <aio/coroutine.hpp>

namespace process {

struct ProgramLimits {
    std::chrono::milliseconds time = std::chrono::seconds(60);  ///< from start to end
    std::size_t output = 1 << 20;  ///< bytes of stdout and stderr together
    std::size_t memory = 0;        ///< bytes of address space; 0: as many as there are
    std::size_t file = 0;          ///< bytes of a file that it writes; 0: any number
};

struct Command {
    std::vector<std::string> args = {};  ///< args[0] is looked up in PATH
    std::filesystem::path folder = {};   ///< empty: this program's
    std::string input = {};              ///< its stdin
    /// Its environment is this, after a bare one: surroundings.hpp. Nothing that we have
    /// open is open for it.
    std::vector<std::string> environment = {};
    /// It writes to descriptor 3, too, and that goes to ProgramResult::report.
    bool reports = false;
    ProgramLimits limits = {};
    /// If any are given, it can open no other files: fence.hpp. Where it may write
    /// it may read, too.
    std::vector<std::filesystem::path> readable = {}, writable = {};
};

enum class End {
    exited,       ///< by itself, with `status`
    crashed,      ///< by signal `status`
    out_of_time,  ///< stopped
    flooded,      ///< stopped: it printed too much
    not_started,  ///< `output` says why
};

struct ProgramResult {
    End end = End::not_started;
    int status = 0;
    std::string output = {};  ///< stdout and stderr as they came
    std::string report = {};
    std::chrono::duration<double> took{};

    bool succeeded() const { return end == End::exited && status == 0; }
};

/// Never throws for what the program does.
aio::Coroutine<ProgramResult> run_program(Command);

}  // namespace process
