// What a class has handed in: one folder a student, and in it, as deep as browsers,
// archives and Moodle put them, any of
//
//   ada/02_create_then_await/exercise.cpp     a workshop, or a part of one
//   ada/02_create_then_await.cpp              single files
//   ada/02.cpp, ada/exercise02.cpp, ada/my 2nd try/02 (1).cpp
//   Ada Lovelace_4711_assignsubmission_file_/...        as Moodle packs a class
//   Ada Lovelace_4711_assignsubmission_file_02.cpp      or, without folders
//
// Only names are looked at here; the files are read one by one, later.
// No link is followed: one could lead to somebody else's work, or to the teacher's.
#pragma once

#include <filesystem>
#include <map>
#include <string>
#include <vector>

#include <coach/toolkit.hpp>

namespace coach {

/// A file that is not looked at.
struct Unused {
    std::string file;  ///< in the student's folder; or, if it is nobody's, in that of the class
    std::string why;   ///< "no exercise", "a link", ...
};

struct Student {
    std::string name;                 ///< text, even if the folder's name is not
    std::string id = {}, email = {};  ///< as far as the folder's name tells
    std::filesystem::path folder = {};
    std::map<const Exercise*, std::filesystem::path> files = {};
    /// Why what looks like an exercise is none that was handed in: "02.cpp is a link".
    std::map<const Exercise*, std::string> troubles = {};
    std::vector<Unused> unused = {};

    /// A file's name as the student knows it: text, below the folder.
    std::string shown(const std::filesystem::path& file) const;
};

struct Submissions {
    std::vector<Student> students = {};  ///< also those with no exercise
    std::vector<Unused> unused = {};     ///< of nobody
};

/// Of a class: a folder for each student. Mistake if the folder is missing, is a file, is
/// empty, or has no exercise in it.
Submissions find_submissions(const Toolkit&, const std::filesystem::path& folder);

/// Of one student, whose folder it is; it may be empty. Mistake if it is missing, or a file.
Submissions find_submission(const Toolkit&, const std::filesystem::path& folder);

}  // namespace coach
