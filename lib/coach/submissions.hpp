// What a class has handed in: one folder a student, and in it any of
//
//   ada/02_create_then_await/exercise.cpp     a workshop, or a part of one
//   ada/02_create_then_await.cpp              single files
//   ada/02.cpp
//   ada/workshop/...                          one of these, one folder deeper
//
// Only names are looked at here; the files are read one by one, by read_submission().
#pragma once

#include <cstddef>
#include <filesystem>
#include <map>
#include <string>
#include <vector>

#include <coach/files.hpp>
#include <coach/toolkit.hpp>

namespace coach {

struct Student {
    std::string name;  ///< the folder's, as it is: it need not even be text
    std::filesystem::path folder;
    std::map<const Exercise*, std::filesystem::path> files;
};

struct Submissions {
    std::vector<Student> students;               ///< by name; those with no exercise, too
    std::vector<std::filesystem::path> ignored;  ///< below the folder: what is no exercise
};

/// Mistake if the folder is missing, is a file, is empty, or has no exercise in it.
Submissions find_submissions(const Toolkit&, const std::filesystem::path& folder);

/// The text of a student's file, or why it cannot be had, as read_file() says it; or
/// that it is a link which leads out of the student's folder.
FileText read_submission(const Student&, const std::filesystem::path& file, std::size_t most);

}  // namespace coach
