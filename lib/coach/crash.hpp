// A crash in plain words.
#pragma once

#include <string>

namespace coach {

/// What AddressSanitizer or UndefinedBehaviorSanitizer printed -> "It used memory after freeing it,
/// at exercise.cpp:23. It was freed at exercise.cpp:19." Empty if it is not one of their reports.
/// `file`: "exercise.cpp".
std::string explain_crash(const std::string& sanitizer_output, const std::string& file);

/// SIGSEGV -> "a segmentation fault".
std::string signal_name(int signal);

}  // namespace coach
