// A program of the student's own, as in `./coach run playground/mine.cpp`: compiled like an
// exercise, with the same precompiled headers, so that it runs a second after the save.
#pragma once

#include <filesystem>
#include <string>
#include <vector>

#include <coach/tell.hpp>
#include <coach/toolkit.hpp>

namespace coach {

/// Whether the argument names such a program, not an exercise: "mine.cpp".
bool is_own_program(const std::string& typed);

/// Compiles it; then becomes it, with these flags, in its folder. It can do anything that a program
/// can: nothing is confined, because nothing is judged. If it crashes, a line on stderr says how,
/// and where. The exit status is the program's, or 1 if it does not compile. Mistake if the file is
/// missing, or if there are flags and its main() has no parameters.
int run_own_program(const Toolkit&, const std::filesystem::path& file,
                    const std::vector<std::string>& flags, const Style&);

/// For an editor: how such a file is compiled.
ShellCommand compile_own_program(const Toolkit&, const std::filesystem::path& file);

/// The program that a new workshop starts with.
std::filesystem::path first_own_program(const Toolkit&);

}  // namespace coach
