// All lessons, for tests that hold for each of them. CMake registers such a test once for each
// lesson, so that they run side by side and a failure has a name:
//
//   ctest --test-dir build -R exercises.02          # sets LESSON for the program
//   LESSON=02_create_then_await build/tests/exercises
//   build/tests/exercises                           # all lessons, one after another
#pragma once

#include <string>
#include <vector>

/// The folders in lessons/ that have this file; only the one that LESSON names, if it is set.
std::vector<std::string> lessons_with(const std::string& file);
