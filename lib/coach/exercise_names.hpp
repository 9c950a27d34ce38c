// Finds out which exercise a file is by its name, as students, browsers and archives write it.
#pragma once

#include <string>

#include <coach/toolkit.hpp>

namespace coach {

/// How certain a name is; of several files the most certain one counts.
enum class Sureness { none, loose, exact };

struct NamedExercise {
    const Exercise* exercise = nullptr;
    Sureness sureness = Sureness::none;
};

/// For a file's name without its folders: exact are "02.cpp", "2.cpp" and
/// "02_create_then_await.cpp"; loose "02 (1).cpp", "exercise02.cpp", "Exercise 2 - final.CPP".
NamedExercise exercise_of_file(const Toolkit&, const std::string& name);

/// For a folder with the file exercise.cpp: "02", "02_create_then_await (1)", "Exercise 2".
NamedExercise exercise_of_folder(const Toolkit&, const std::string& name);

/// Whether the file is called exercise.cpp, or what a browser calls a second one.
bool is_called_exercise(const std::string& name);

/// Whether its ending is that of source code: .cpp, .CPP, .cc, .cxx, and .cpp.txt.
bool is_source(const std::string& name);

}  // namespace coach
