// The lines of a student's file in a sanitizer's report. They are looked up afterwards, from
// outside: a confined program cannot start the one that knows them.
#pragma once

#include <filesystem>
#include <string>

#include <aio/coroutine.hpp>

namespace coach {

/// "... (/tmp/run/exercise.so+0x1a2b)" -> "... exercise.cpp:23", for each place in the plug-in.
aio::Coroutine<std::string> with_lines(std::string sanitizer_output, std::filesystem::path plugin);

}  // namespace coach
