// `make handout`: the student edition. It has no answers, and builds by itself.
#include <doctest/doctest.h>

#include <chrono>
#include <filesystem>
#include <fstream>
#include <set>
#include <sstream>
#include <string>

#include "places.hpp"
#include "process.hpp"
#include "tours.hpp"

namespace {

namespace fs = std::filesystem;

const std::string source = NINE_SOURCE_DIR;

const fs::path& folder_of_handouts() {
    static const fs::path folder = scratch("handout");
    fs::create_directories(folder);
    return folder;
}

// A book of two lessons: all of them would take a while.
fs::path make_book(const std::string& edition) {
    const fs::path book = folder_of_handouts() / ("book, " + edition);
    const Outcome made =
        run_program({NINE_BIN_DIR "/book", "--root", source, "--build",
                     fs::path(NINE_BIN_DIR).parent_path().string(), "--out", book.string(),
                     "--single", book.string() + ".html", "--edition", edition, "01", "02"});
    CAPTURE(made.err);
    REQUIRE(made.status == 0);
    return book;
}

Outcome make_handout(const fs::path& archive, const fs::path& tree = source,
                     const std::string& more = "HANDOUT_SOLUTIONS=") {
    static const fs::path book = make_book("student");
    return run_program({"make", "-C", tree.string(), "handout", "HANDOUT=" + archive.string(),
                        "HANDOUT_BOOK=" + book.string(), more});
}

std::set<std::string> files_in(const fs::path& archive) {
    std::set<std::string> files;
    std::istringstream names(run_program({"tar", "-tzf", archive.string()}).out);
    for (std::string name; std::getline(names, name);) files.insert(name);
    return files;
}

// Made once for all cases.
struct Handout {
    fs::path folder = folder_of_handouts();
    fs::path archive = folder / "the handout.tar.gz";
    Outcome made;
    std::set<std::string> files;

    Handout() {
        made = make_handout(archive);
        files = files_in(archive);
    }
};

const Handout& handout() {
    static const Handout made;
    return made;
}

// From the CMake cache of the build that this test belongs to.
std::string cached(const std::string& variable) {
    std::ifstream cache(fs::path(NINE_BIN_DIR).parent_path() / "CMakeCache.txt");
    for (std::string line; std::getline(cache, line);)
        if (line.starts_with(variable + ":")) return line.substr(line.find('=') + 1);
    return {};
}

}  // namespace

TEST_CASE("the handout is made, and its name is printed") {
    CAPTURE(handout().made.err);
    CHECK(handout().made.status == 0);
    CHECK(contains(handout().made.out, handout().archive.string()));
}

TEST_CASE("the handout has no answers, and nothing that is for teachers") {
    for (const std::string& file : handout().files) {
        const std::string name = fs::path(file).filename().string();
        CAPTURE(file);
        CHECK(name != "solution.cpp");
        CHECK(name != "teacher.md");
        CHECK_FALSE(name.starts_with("wrong_"));
        CHECK_FALSE(contains(file, "/.git/"));
        CHECK_FALSE(contains(file, "/tests/"));
        CHECK_FALSE(contains(file, "/build/"));
    }
}

TEST_CASE("the handout has everything else") {
    const auto& files = handout().files;
    for (const char* file : {"README.md", "Makefile", "CMakeLists.txt", "LICENSE"})
        CHECK(files.contains(std::string("nine-to-three/") + file));
    for (const char* folder : {"lib", "lessons"})
        for (const auto& entry : fs::recursive_directory_iterator(source + "/" + folder)) {
            const std::string name = entry.path().filename().string();
            const std::string file = "nine-to-three/" + fs::relative(entry.path(), source).string();
            const bool is_kept_back = name == "solution.cpp" || name == "teacher.md" ||
                                      name.starts_with("wrong_") || contains(file, "__pycache__") ||
                                      name.starts_with(".") || name.ends_with("~");
            if (!entry.is_regular_file() || is_kept_back) continue;
            CAPTURE(file);
            CHECK(files.contains(file));
        }
}

TEST_CASE("the handout has the student's book, which has no solution") {
    const fs::path folder = handout().folder / "read";
    fs::create_directories(folder);
    REQUIRE(
        run_program({"tar", "-xzf", handout().archive.string(), "-C", folder.string()}).status ==
        0);
    for (const char* page : {"index.html", "01.html", "02.html"}) {
        CAPTURE(page);
        const std::string text = read_file((folder / "nine-to-three/book" / page).string());
        CHECK(contains(text, "</html>"));
        CHECK_FALSE(contains(text, "CHANGED:"));
        CHECK_FALSE(contains(text, "For the teacher"));
    }
    CHECK(contains(read_file((folder / "nine-to-three/README.md").string()), "book/index.html"));
    fs::remove_all(folder);
}

TEST_CASE("the handout refuses a teacher's book, and a missing one") {
    const fs::path archive = handout().folder / "refused.tar.gz";
    for (const auto& [book, what] :
         {std::pair{make_book("teacher"), "has solutions"},
          std::pair{handout().folder / "no such book", "there is no book"}}) {
        const Outcome made =
            run_program({"make", "-C", source, "handout", "HANDOUT=" + archive.string(),
                         "HANDOUT_BOOK=" + book.string()});
        CHECK(made.status != 0);
        CHECK(contains(made.out, what));
        CHECK_FALSE(fs::exists(archive));
    }
}

// Only planned, not done: building everything that the book plays takes minutes.
TEST_CASE("make handout makes the student's book first, whatever edition was made before") {
    const Outcome planned = run_program({"make", "-C", source, "-n", "handout", "EDITION=teacher"});
    CAPTURE(planned.err);
    REQUIRE(planned.status == 0);
    CHECK(contains(planned.out, "--out build/book --single"));
    CHECK(contains(planned.out, "--edition 'student'"));
}

TEST_CASE("the tours point to nothing that the handout lacks") {
    for (const Tour& tour : tours)
        for (const std::string& file : files_in(tour)) {
            CAPTURE(tour.room);
            CAPTURE(file);
            const auto place = place_of(file, tour);
            REQUIRE(place);
            CHECK(
                handout().files.contains("nine-to-three/" + fs::relative(*place, source).string()));
            CHECK_FALSE(contains(text_of(tour).prose, "tests/"));
        }
}

TEST_CASE("the same files give the same handout") {
    const fs::path again = handout().folder / "again.tar.gz";
    REQUIRE(make_handout(again).status == 0);
    CHECK(read_file(again.string()) == read_file(handout().archive.string()));
}

TEST_CASE("after the deadline the handout has the solutions, and nothing else of the teacher's") {
    const fs::path archive = handout().folder / "solutions.tar.gz";
    REQUIRE(make_handout(archive, source, "HANDOUT_SOLUTIONS=1").status == 0);
    std::set<std::string> files = files_in(archive);
    for (const auto& lesson : fs::directory_iterator(source + "/lessons"))
        if (fs::exists(lesson.path() / "solution.cpp"))
            CHECK(files.erase("nine-to-three/lessons/" + lesson.path().filename().string() +
                              "/solution.cpp") == 1);
    CHECK(files == handout().files);
}

TEST_CASE("a file in the handout has its own date, so that a newer one is rebuilt") {
    const fs::path folder = handout().folder / "dates";
    fs::create_directories(folder);
    REQUIRE(
        run_program({"tar", "-xzf", handout().archive.string(), "-C", folder.string()}).status ==
        0);
    const auto seconds = [](const fs::path& file) {
        return std::chrono::floor<std::chrono::seconds>(fs::last_write_time(file));
    };
    for (const char* file :
         {"README.md", "lib/aio/task.hpp", "lessons/02_create_then_await/check.cpp"})
        CHECK(seconds(folder / "nine-to-three" / file) == seconds(fs::path(source) / file));
}

TEST_CASE("other files in a teacher's tree are not handed out") {
    const fs::path tree = handout().folder / "tree";
    if (run_program({"git", "clone", "--quiet", "--shared", source, tree.string()}).status != 0) {
        MESSAGE("this tree is not in git, or git is not installed: not tried");
        return;
    }
    fs::copy_file(source + "/Makefile", tree / "Makefile", fs::copy_options::overwrite_existing);
    const std::string lesson = "lessons/02_create_then_await/";
    for (const std::string& file :
         {lesson + "solution.cpp.orig", lesson + "solution2.cpp", lesson + "teacher_de.md",
          lesson + ".env", lesson + "hints.md~", std::string("lessons/answers.cpp"),
          std::string("lib/aio/secret.hpp"), std::string("grades.csv"),
          std::string("submissions/ada/02.cpp"), std::string("lib/coach/.env")}) {
        fs::create_directories((tree / file).parent_path());
        std::ofstream(tree / file) << "x";
    }
    const fs::path archive = handout().folder / "tree.tar.gz";
    REQUIRE(make_handout(archive, tree).status == 0);
    const std::set<std::string> files = files_in(archive);
    CHECK(files.size() > 100);
    for (const std::string& file : files) {
        CAPTURE(file);
        for (const char* name : {"solution", "teacher", ".env", "~", "answers", "secret",
                                 "grades.csv", "submissions/"})
            CHECK_FALSE(contains(file, name));
    }
    fs::remove_all(tree);
}

// Building everything would take minutes. Ninja's plan finds every missing file, and one exercise,
// which uses the libraries' headers, is built.
TEST_CASE("the handout configures and builds by itself") {
    const std::string folder = handout().folder.string();
    REQUIRE(run_program({"tar", "-xzf", handout().archive.string(), "-C", folder}).status == 0);
    const Outcome configured =
        run_program({"cmake", "-S", folder + "/nine-to-three", "-B", folder + "/build", "-G",
                     "Ninja", "-DCMAKE_CXX_COMPILER=" + cached("CMAKE_CXX_COMPILER")});
    CAPTURE(configured.err);
    REQUIRE(configured.status == 0);

    const Outcome planned = run_program({"ninja", "-C", folder + "/build", "-n"});
    CAPTURE(planned.out);
    CHECK(planned.status == 0);
    const Outcome built =
        run_program({"ninja", "-C", folder + "/build", "exercise_02_create_then_await"});
    CAPTURE(built.out);
    CHECK(built.status == 0);
    CHECK(fs::exists(folder + "/build/checks/shipped/02_create_then_await.so"));
    fs::remove_all(folder + "/build");
}
