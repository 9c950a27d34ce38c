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
#include <optional>
#include <string>
#include <vector>

#include <aio/coroutine.hpp>
#include <aio/future.hpp>

namespace process {

struct ProgramLimits {
    std::chrono::milliseconds time = std::chrono::seconds(60);  ///< from start to end
    std::size_t output = 1 << 20;  ///< bytes of stdout and stderr together
    std::size_t memory = 0;        ///< bytes of address space; 0: as many as there are
    std::size_t file = 0;          ///< bytes of a file that it writes; 0: any number
    std::size_t report = std::size_t{16} << 20;  ///< bytes of its report
    std::chrono::seconds cpu{};                  ///< of processor time, in all threads; 0: any
    std::size_t threads = 0;                     ///< at once; 0: any number
};

struct Command {
    std::vector<std::string> args = {};  ///< args[0] is looked up in PATH
    std::filesystem::path folder = {};   ///< empty: this program's
    std::string input = {};              ///< its stdin
    /// Its stdin, if that is known only when it has been started; instead of `input`.
    std::optional<aio::Future<std::string>> later_input = {};
    /// Its environment: this, plus whatever is missing from a bare one (surroundings.hpp). Nothing
    /// that we have open is open for it.
    std::vector<std::string> environment = {};
    /// It writes to descriptor 3, too, and that goes to ProgramResult::report.
    bool reports = false;
    bool sees_its_proc = false;  ///< all of /proc/self, not only its `stat`
    ProgramLimits limits = {};
    /// If any are given, it can open no other files: fence.hpp. Where it may write it may also
    /// read.
    std::vector<std::filesystem::path> readable = {}, writable = {};
};

enum class End {
    exited,       ///< by itself, with `status`
    crashed,      ///< by signal `status`
    out_of_time,  ///< stopped, by the wall clock's time or the processor's
    flooded,      ///< stopped: it printed, or reported, too much
    crowded,      ///< stopped: too many threads
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
