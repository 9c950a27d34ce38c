// A crash in plain words.
#pragma once

#include <string>

namespace coach {

/// What AddressSanitizer or UndefinedBehaviorSanitizer printed -> "It used memory
/// that had been given back already, at exercise.cpp:23. It was given back at
/// exercise.cpp:19." Empty if it is none of theirs. `file`: "exercise.cpp".
std::string explain_crash(const std::string& sanitizer_output, const std::string& file);

/// SIGSEGV -> "a segmentation fault".
std::string signal_name(int signal);

}  // namespace coach
