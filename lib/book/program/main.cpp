// book: writes the annotated book. `make book` builds what it needs, and calls it.
#include <CLI/CLI.hpp>
#include <fmt/format.h>

#include <cstdio>
#include <exception>
#include <filesystem>
#include <string>
#include <vector>

#include <book/book.hpp>
#include <book/files.hpp>
#include <timeline/file.hpp>

namespace {

namespace fs = std::filesystem;

struct Asked {
    fs::path root, build, out, single;
    std::string edition = "student";
    std::vector<std::string> lessons;
};

// All of it is made before any of it is written.
void write_book(const Asked& asked) {
    const book::ScratchFolder scratch(asked.out);
    const book::Folders folders{asked.root, asked.build, scratch.path()};
    const auto edition =
        asked.edition == "teacher" ? book::Edition::teacher : book::Edition::student;
    const book::Lessons lessons = book::read_lessons(folders, asked.lessons, edition);
    const auto pages = book::pages(lessons, folders);
    const std::string single = book::single_file(lessons, folders);
    book::replace_folder(asked.out, pages);
    timeline::write_file(asked.single, single);
    fmt::print("The book is in {}, and as one file in {}: {} lessons.\n",
               (asked.out / "index.html").string(), asked.single.string(), lessons.size());
}

}  // namespace

int main(int argc, char** argv) {
    CLI::App app("Writes the annotated book: a page for each lesson, and all in one file.", "book");
    Asked asked;
    app.add_option("--root", asked.root, "the toolkit's folder")->required();
    app.add_option("--build", asked.build, "where it was built")->required();
    app.add_option("--out", asked.out, "the folder to write")->required();
    app.add_option("--single", asked.single, "the file to write")->required();
    app.add_option("--edition", asked.edition,
                   "student, or teacher: with solutions and teacher's pages")
        ->check(CLI::IsMember({"student", "teacher"}));
    app.add_option("lessons", asked.lessons, "their numbers, as 02; all if there are none");
    CLI11_PARSE(app, argc, argv);
    try {
        write_book(asked);
    } catch (const std::exception& error) {
        fmt::print(stderr, "book: {}\n", error.what());
        return 1;
    }
    return 0;
}
