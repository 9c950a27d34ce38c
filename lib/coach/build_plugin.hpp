// Turns a student's file into a plug-in, with nothing in it that no exercise needs.
#pragma once

#include <filesystem>
#include <string>

#include <aio/coroutine.hpp>
#include <coach/toolkit.hpp>
#include <process/program.hpp>

namespace coach {

struct PluginOptions {
    std::filesystem::path source = {};
    std::filesystem::path folder = {};  ///< for the plug-in, and what the compiler leaves
    Build kind = Build::quick;
    bool colour = false;   ///< of the compiler's messages
    bool screened = true;  ///< refuse code that no exercise needs
    process::ProgramLimits limits = {};
};

struct Plugin {
    enum Kind { built, not_compiled, forbidden } kind = built;
    std::filesystem::path file = {};
    std::string text = {};  ///< the compiler's: warnings, or the errors first; or what is forbidden
    double seconds = 0;
};

/// The compiler can read the toolkit's and the system's headers, and this file. Mistake for what is
/// not the file's fault, such as a full disk.
aio::Coroutine<Plugin> build_plugin(const Toolkit&, const Exercise&, PluginOptions);

/// The system's files that any program needs to run at all: for Command::readable.
std::vector<std::filesystem::path> files_to_run();

}  // namespace coach
