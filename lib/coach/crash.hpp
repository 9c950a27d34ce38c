// A crash in plain words.
#pragma once

#include <cstddef>
#include <string>

namespace coach {

/// What AddressSanitizer or UndefinedBehaviorSanitizer printed -> "It used memory after freeing it,
/// at exercise.cpp:23. It was freed at exercise.cpp:19." Empty if it is not one of their reports.
/// `file`: "exercise.cpp".
std::string explain_crash(const std::string& sanitizer_output, const std::string& file);

/// SIGSEGV -> "a segmentation fault".
std::string signal_name(int signal);

/// Of a program that was run in the foreground, by what waitpid() reported: "the program crashed at
/// mine.cpp:12 (a segmentation fault: ...)". Empty if it ended by itself, or because somebody
/// wanted it to. `place` may be empty.
std::string end_of_program(int wait_status, const std::string& place);

/// The first "exercise.cpp:23" after `from`, and before `end`; empty if there is none.
std::string place_in(const std::string& text, const std::string& file, std::size_t from = 0,
                     std::size_t end = std::string::npos);

}  // namespace coach
