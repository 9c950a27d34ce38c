// How files are compiled, as CMake writes it and editors read it: the "JSON Compilation Database
// Format" of Clang's documentation.
#pragma once

#include <filesystem>
#include <string>
#include <vector>

namespace coach {

/// A command for a shell, and the folder in which it runs.
struct ShellCommand {
    std::string folder = {}, command = {};
};

struct CompileCommand {
    std::filesystem::path file;
    ShellCommand how;
};

/// None if the file does not exist or is something else; Mistake if it cannot be read.
std::vector<CompileCommand> read_compile_commands(const std::filesystem::path&);

/// Writes them only if they have changed, so that an editor need not read them again.
/// std::system_error if that fails.
void write_compile_commands(const std::filesystem::path&, const std::vector<CompileCommand>&);

}  // namespace coach
