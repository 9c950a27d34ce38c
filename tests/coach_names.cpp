// Whose file it is, and which exercise, from the names that students, browsers, Moodle and archives
// give.
#include <doctest/doctest.h>

#include <coach/course.hpp>
#include <coach/exercise_names.hpp>
#include <coach/mistake.hpp>
#include <coach/submissions.hpp>
#include <coach/toolkit.hpp>

#include <filesystem>
#include <fstream>
#include <map>
#include <set>
#include <string>
#include <vector>

#include "places.hpp"
#include "process.hpp"

namespace {

namespace fs = std::filesystem;
using coach::Sureness;

const coach::Toolkit& toolkit() {
    static const coach::Toolkit found = coach::Toolkit::find();
    return found;
}

// "02", "02?" if that is uncertain; "-" for none.
std::string exercise_of(const coach::NamedExercise& is) {
    if (!is.exercise) return "-";
    return is.exercise->number() + (is.sureness == Sureness::exact ? "" : "?");
}

// A class in a folder of its own: files by name.
coach::Submissions found(const std::vector<std::string>& files, bool is_one = false) {
    const fs::path folder = scratch("coach_names");
    for (const std::string& file : files) {
        fs::create_directories((folder / file).parent_path());
        std::ofstream(folder / file) << "x";
    }
    return is_one ? coach::find_submission(toolkit(), folder)
                  : coach::find_submissions(toolkit(), folder);
}

// The file of an exercise from the only student, as the student calls it; or why there is none.
std::string file_of(const coach::Student& student, const std::string& number) {
    const coach::Exercise& exercise = toolkit().exercise(number);
    const auto file = student.files.find(&exercise);
    return file == student.files.end() ? "none" : student.shown(file->second);
}

}  // namespace

TEST_CASE("a file's name says which exercise it is") {
    const std::map<std::string, std::string> names{
        {"02.cpp", "02"},
        {"2.cpp", "02"},
        {"02_create_then_await.cpp", "02"},
        {"02.CPP", "02"},
        {"02.cc", "02"},
        {"02.cpp.txt", "02"},
        {"02 (1).cpp", "02?"},
        {"02(12).cpp", "02?"},
        {"02_create_then_await (1).cpp", "02?"},
        {"02 - Copy.cpp", "02?"},
        {"02 - Copy (2).cpp", "02?"},
        {"Copy of 02.cpp", "02?"},
        {"02 - Kopie.cpp", "02?"},
        {"exercise02.cpp", "02?"},
        {"Exercise 2.cpp", "02?"},
        {"exercise_02_final.cpp", "02?"},
        {"ex02-lovelace.cpp", "02?"},
        {"lesson2.cpp", "02?"},
        {"lovelace_02.cpp", "02?"},
        {"10.cpp", "10"},
        {"exercise10.cpp", "10?"},
        // None, or more than one.
        {"exercise.cpp", "-"},
        {"main.cpp", "-"},
        {"02.txt", "-"},
        {"02.o", "-"},
        {"77.cpp", "-"},
        {"4711.cpp", "-"},
        {"lovelace_2026.cpp", "-"},
        {"02_and_03.cpp", "-"},
    };
    for (const auto& [name, expected] : names) {
        CAPTURE(name);
        CHECK(exercise_of(coach::exercise_of_file(toolkit(), name)) == expected);
    }
}

TEST_CASE("a folder's name says it for an exercise.cpp in it") {
    for (const char* name : {"02_create_then_await", "02", "2"})
        CHECK(exercise_of(coach::exercise_of_folder(toolkit(), name)) == "02");
    for (const char* name : {"02_create_then_await (1)", "Exercise 2", "02 - Copy"})
        CHECK(exercise_of(coach::exercise_of_folder(toolkit(), name)) == "02?");
    for (const char* name : {"work", "week 2", "2026", "submission"})
        CHECK(exercise_of(coach::exercise_of_folder(toolkit(), name)) == "-");
}

TEST_CASE("files are found as deep as archives put them, and the most certain one counts") {
    const coach::Submissions all =
        found({"ada/a.zip", "ada/workshop (2)/workshop/02_create_then_await/exercise.cpp",
               "ada/02 (1).cpp", "ada/02_create_then_await/attempt1.cpp",
               "ada/03_gather/exercise (1).cpp", "ada/__MACOSX/02.cpp", "ada/.git/02.cpp"});
    REQUIRE(all.students.size() == 1);
    const coach::Student& ada = all.students[0];
    CHECK(file_of(ada, "02") == "workshop (2)/workshop/02_create_then_await/exercise.cpp");
    CHECK(file_of(ada, "03") == "03_gather/exercise (1).cpp");
    CHECK(file_of(ada, "01") == "none");
    std::map<std::string, std::string> unused;
    for (const coach::Unused& one : ada.unused) unused[one.file] = one.why;
    CHECK(unused.size() == 3);
    CHECK(unused["a.zip"] == "packed: unpack it first");
    CHECK(contains(unused["02 (1).cpp"], "counts"));
    CHECK(unused["02_create_then_await/attempt1.cpp"] == "no exercise");
}

TEST_CASE("Moodle's names say who it is, with and without folders") {
    const coach::Submissions all = found(
        {"Ada Lovelace_4711_assignsubmission_file_/02.cpp",
         "Ada Lovelace_4711_assignsubmission_onlinetext_/onlinetext.html",
         "Emmy Noether_4712_assignsubmission_file_exercise02.cpp", "kurt@example.org/02.cpp"});
    REQUIRE(all.students.size() == 3);
    CHECK(all.students[0].name == "Ada Lovelace");
    CHECK(all.students[0].id == "4711");
    CHECK(file_of(all.students[0], "02") == "02.cpp");
    CHECK(all.students[1].name == "Emmy Noether");
    CHECK(all.students[1].id == "4712");
    CHECK(all.students[2].email == "kurt@example.org");
}

TEST_CASE("one student's folder is taken by itself, and may be empty") {
    const coach::Submissions one = found({"02.cpp", "diary.txt"}, true);
    REQUIRE(one.students.size() == 1);
    CHECK(one.students[0].name == "coach_names");
    CHECK(file_of(one.students[0], "02") == "02.cpp");
    CHECK(one.students[0].unused.at(0).file == "diary.txt");
    CHECK(found({"diary.txt"}, true).students.at(0).files.empty());
}

TEST_CASE("a link is never followed, and a hard link in one's own folder is allowed") {
    const fs::path folder = scratch("coach_names");
    found({"ada/02.cpp", "boole/x.txt", "curry/02.cpp"});
    fs::create_symlink("../ada/02.cpp", folder / "boole/02.cpp");
    fs::create_directory_symlink("ada", folder / "dirac");
    fs::create_hard_link(folder / "curry/02.cpp", folder / "curry/02 (1).cpp");
    const coach::Submissions all = coach::find_submissions(toolkit(), folder);
    REQUIRE(all.students.size() == 4);
    CHECK(file_of(all.students[0], "02") == "02.cpp");
    CHECK(file_of(all.students[1], "02") == "none");
    CHECK(all.students[1].troubles.at(&toolkit().exercise("02")) == "02.cpp is a link.");
    CHECK(file_of(all.students[2], "02") == "02.cpp");
    CHECK(all.students[3].files.empty());
    CHECK(all.unused.at(0).file == "dirac");
}

TEST_CASE("each exercise says what it needs, and the fast track leaves out none of that") {
    const coach::Course course = coach::Course::of(toolkit());
    const auto text = read_file((toolkit().source() / "lessons" / "needs.txt").string());
    for (const coach::Exercise& exercise : toolkit().exercises()) {
        CAPTURE(exercise.name);
        CHECK(text.find(" " + exercise.number()) != text.npos);
        CHECK(course.needs(exercise.number()).empty() == (exercise.number() == "01"));
        for (const std::string& needed : course.needs(exercise.number())) {
            CHECK(needed < exercise.number());
            if (course.is_on_fast_track(exercise.number())) CHECK(course.is_on_fast_track(needed));
        }
    }
}

TEST_CASE("a lesson's needs include those of the lessons it needs; a wrong line is named") {
    const coach::Course course = coach::Course::read("# why\n+ 01\n  02 01\n\n+ 03 02\n", "it");
    CHECK(course.needs("03") == std::set<std::string>{"01", "02"});
    CHECK(course.is_on_fast_track("03"));
    CHECK_FALSE(course.is_on_fast_track("02"));
    CHECK(course.needs("99").empty());
    CHECK_THROWS_WITH_AS(coach::Course::read("+ 01\n  02 03\n  03\n", "it"),
                         "it:2: lesson 03 has no line above this one.", coach::Mistake);
    CHECK_THROWS_WITH_AS(coach::Course::read("+ 01\n  01\n", "it"),
                         "it:2: lesson 01 has two lines.", coach::Mistake);
}
