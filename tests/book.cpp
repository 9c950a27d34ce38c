// The book's program: what it makes from a lesson, and what it says about a broken one. What a
// reader sees is tested in chromium: tests/browser.
#include <doctest/doctest.h>
#include <fmt/format.h>

#include <filesystem>
#include <fstream>
#include <nlohmann/json.hpp>
#include <string>

#include <book/document.hpp>
#include <book/highlight.hpp>
#include <book/html.hpp>
#include <book/markdown.hpp>
#include <book/schedules.hpp>
#include <book/source.hpp>
#include <book/trouble.hpp>
#include <book/twins.hpp>
#include <timeline/tape_file.hpp>

#include "places.hpp"
#include "process.hpp"

namespace fs = std::filesystem;

namespace {

void write(const fs::path& file, const std::string& text) {
    fs::create_directories(file.parent_path());
    std::ofstream(file) << text;
}

// A toolkit with one lesson, which a test then breaks. Its build is the real one, unless a
// test puts another program in the lesson's place.
struct Toolkit {
    fs::path folder, root, build;

    explicit Toolkit(const std::string& name) : folder(scratch("book_" + name)) {
        root = folder / "toolkit";
        build = folder / "build";
        fs::remove_all(folder);
        const std::string source = NINE_SOURCE_DIR, lesson = "02_create_then_await";
        fs::create_directories(root / "lessons");
        fs::create_directories(root / "lib" / "book");
        fs::create_directories(build / "bin");
        fs::copy(source + "/README.md", root);
        fs::copy(source + "/lib/book/assets", root / "lib/book/assets");
        fs::copy(source + "/lessons/" + lesson, root / "lessons" / lesson);
        for (const std::string& program : {lesson, lesson + "_what_if"})
            fs::create_symlink(lesson_program(program), build / "bin" / program);
        fs::create_symlink(fs::path(NINE_BIN_DIR).parent_path() / "checks", build / "checks");
    }

    [[nodiscard]] fs::path lesson() const { return root / "lessons" / "02_create_then_await"; }

    [[nodiscard]] Outcome make() const {
        return run_program({lesson_program("book"), "--root", root.string(), "--build",
                            build.string(), "--out", (folder / "out").string(), "--single",
                            (folder / "one.html").string()});
    }
};

// The second book is broken: one line says where, and the first one stays.
void leaves_the_book_as_it_was(const Toolkit& toolkit, const std::string& file,
                               const std::string& what) {
    const std::string before = read_file(toolkit.folder / "one.html");
    const Outcome made = toolkit.make();
    CAPTURE(made.err);
    CHECK(made.status == 1);
    CHECK(count_lines(made.err) == 1);
    CHECK(made.err.starts_with("book: "));
    CHECK(contains(made.err, file));
    CHECK(contains(made.err, what));
    CHECK(read_file(toolkit.folder / "one.html") == before);
    CHECK(fs::exists(toolkit.folder / "out" / "02.html"));
    std::size_t entries = 0;
    for ([[maybe_unused]] const auto& entry : fs::directory_iterator(toolkit.folder)) ++entries;
    CHECK(entries == 4);  // toolkit, build, out, one.html: nothing half-made beside them
}

}  // namespace

TEST_CASE("a lesson that is broken is named in one line, and the book stays as it was") {
    const Toolkit toolkit("broken");
    REQUIRE(toolkit.make().status == 0);
    const std::string questions = read_file(toolkit.lesson() / "questions.md");

    SUBCASE("its program writes no tape") {
        const fs::path program = toolkit.build / "bin" / "02_create_then_await";
        fs::remove(program);
        write(program, "#!/bin/sh\necho '{\"title\": \"silent\"}'\n");
        fs::permissions(program, fs::perms::owner_all);
        leaves_the_book_as_it_was(toolkit, "lessons/02_create_then_await", "no tape");
    }
    SUBCASE("its program is missing") {
        fs::remove(toolkit.build / "bin" / "02_create_then_await");
        leaves_the_book_as_it_was(toolkit, "lessons/02_create_then_await", "is not there");
    }
    SUBCASE("its program for other figures is missing") {
        fs::remove(toolkit.build / "bin" / "02_create_then_await_what_if");
        leaves_the_book_as_it_was(toolkit, "lessons/02_create_then_await/what_if.cpp",
                                  "is not there");
    }
    SUBCASE("its program for other figures runs fewer cases than can be chosen") {
        const fs::path program = toolkit.build / "bin" / "02_create_then_await_what_if";
        fs::remove(program);
        write(program, "#!/bin/sh\nexec " + lesson_program(program.filename()) +
                           " $(test \"$1\" = --choices || echo 1 3 5) \"$@\"\n");
        fs::permissions(program, fs::perms::owner_all);
        leaves_the_book_as_it_was(toolkit, "lessons/02_create_then_await/what_if.cpp",
                                  "2 sections for 27 choices");
    }
    SUBCASE("a written answer is not what the tape says") {
        write(toolkit.lesson() / "questions.md", book::replaced(questions, "**3 s**", "**8 s**"));
        leaves_the_book_as_it_was(toolkit, "lessons/02_create_then_await/questions.md:", "3 s");
    }
    SUBCASE("a block of code in its Markdown is never closed") {
        write(toolkit.lesson() / "hints.md", "## A nudge\nTry this:\n```cpp\nco_await a;\n");
        leaves_the_book_as_it_was(toolkit, "lessons/02_create_then_await/hints.md:", "never ended");
    }
    SUBCASE("a file is not UTF-8") {
        write(toolkit.lesson() / "hints.md", "## A nudge\n\xff\xfe\n");
        leaves_the_book_as_it_was(toolkit, "lessons/02_create_then_await/hints.md", "UTF-8");
    }
    SUBCASE("README has no glossary") {
        write(toolkit.root / "README.md", "# Nine to Three\n");
        leaves_the_book_as_it_was(toolkit, "README.md", "Words");
    }
}

TEST_CASE("what is chosen is what runs, and what cannot be chosen is refused") {
    const std::string program = lesson_program("02_create_then_await_what_if");
    const Outcome run = run_program({program, "1", "3", "5", "--clock", "virtual", "--json"});
    const auto sections = nlohmann::json::parse(run.out).at("sections");
    REQUIRE(sections.size() == 2);
    CHECK(sections[0].at("name") == "1, 3 and 5 s: one after the other");
    CHECK(sections[0].at("elapsed_s") == 9);
    CHECK(sections[1].at("elapsed_s") == 5);
    const Outcome refused = run_program({program, "1", "3", "4"});
    CHECK(refused.status == 2);
    CHECK(count_lines(refused.err) == 1);
    CHECK(contains(refused.err, "Third delay (1, 3, 5)"));
}

TEST_CASE("a function in what_if.cpp with the name of a lesson's is the same function") {
    std::size_t compared = 0;
    // One that can includes the lesson. The others change one of its coroutines, and copy those
    // that it needs: beside a tape, the page shows one file.
    for (const auto& entry : fs::directory_iterator(NINE_SOURCE_DIR "/lessons")) {
        const std::string folder = entry.path().string();
        if (!fs::exists(folder + "/what_if.cpp")) continue;
        const auto lesson = book::parse_source("lesson.cpp", read_file(folder + "/lesson.cpp"));
        const auto other = book::parse_source("what_if.cpp", read_file(folder + "/what_if.cpp"));
        for (const book::Block& block : other.blocks) {
            const book::Block* const same = lesson.block_called(block.name);
            if (block.name.empty() || block.name == "main" || !same) continue;
            CAPTURE(folder);
            CHECK(block.code == same->code);
            ++compared;
        }
    }
    CHECK(compared >= 5);
}

TEST_CASE("a wrong command line is reported, and there is no lesson 99") {
    CHECK(run_program({lesson_program("book"), "--edition", "pirate"}).status != 0);
    const Toolkit toolkit("numbers");
    const Outcome made =
        run_program({lesson_program("book"), "--root", toolkit.root.string(), "--build",
                     toolkit.build.string(), "--out", (toolkit.folder / "out").string(), "--single",
                     (toolkit.folder / "one.html").string(), "99"});
    CHECK(made.status == 1);
    CHECK(contains(made.err, "none of these lessons"));
}

TEST_CASE("a block is a comment and the code below it, up to an empty line outside braces") {
    const auto source =
        book::parse_source("lesson.cpp",
                           "// Lesson 02: a thing. More.\n//\n//   make it\n\n"
                           "#include <a>\n\n"
                           "// Says it.\nvoid say() {\n    one();\n\n    two();\n}\n\n"
                           "int main() {}\n");
    CHECK(book::first_sentence(source) == "A thing.");
    REQUIRE(source.blocks.size() == 3);
    CHECK(source.blocks[1].prose == "Says it.\n");
    CHECK(source.blocks[1].name == "say");
    CHECK(source.blocks[1].first_line == 8);
    CHECK(source.blocks[1].last_line() == 12);
    CHECK(source.block_at(11) == &source.blocks[1]);
    CHECK(source.block_called("main") == &source.blocks[2]);
    CHECK(source.block_called("nothing") == nullptr);
}

TEST_CASE("types and constants have names, and a function is not its declaration") {
    const auto source = book::parse_source("lesson.cpp",
                                           "// A thing.\n\n"
                                           "constexpr int all = 9;\n\n"
                                           "using aio::Queue;\n\n"
                                           "using Parcels = Queue<int>;\n\n"
                                           "int sum();\n\n"
                                           "// It is 1\n// + 2.\nint sum() { return all; }\n");
    std::vector<std::string> names;
    for (const book::Block& block : source.blocks) names.push_back(block.name);
    CHECK(names == std::vector<std::string>{"all", "", "Parcels", "sum", "sum"});
    CHECK(source.block_called("sum")->first_line == 13);
    // The plus does not begin a list.
    CHECK(book::html_of_words(source.blocks[4].prose) == "It is 1\n+ 2.");
}

namespace {

// What the program that runs a lesson's schedules records.
std::vector<timeline::Tape> recorded(const std::string& lesson) {
    const fs::path file = scratch("schedules_" + lesson + ".tape");
    const Outcome run =
        run_program({lesson_program(lesson + "_schedules"), "--tape", file.string()});
    REQUIRE_MESSAGE(run.status == 0, run.err);
    std::vector<timeline::Tape> tapes = timeline::read_tapes(read_file(file));
    fs::remove(file);
    return tapes;
}

void expect_ends(const book::ScheduleNode& node, std::size_t& ends, std::size_t& failed) {
    CHECK(node.branches.size() == node.ready.size());
    if (node.ready.empty()) {
        ++ends;
        failed += node.failed ? 1 : 0;
    }
    for (const book::ScheduleNode& branch : node.branches) expect_ends(branch, ends, failed);
}

const book::ScheduleNode& in_plain_order(const book::ScheduleNode& node) {
    return node.branches.empty() ? node : in_plain_order(node.branches.front());
}

}  // namespace

TEST_CASE("the reader can choose each schedule that explore_all tries, and no other") {
    for (const char* lesson : {"15_races", "16_locks_and_deadlock", "17_first_come"}) {
        CAPTURE(lesson);
        const book::Schedules all = book::schedules_of(recorded(lesson), "schedules.cpp");
        std::string told;
        for (const book::ScheduleTree& tree : all.trees) {
            told += fmt::format("{}: {} of {} schedules {}.\n", tree.playable.title,
                                tree.failed_runs, tree.runs, all.goal);
            std::size_t ends = 0, failed = 0;
            expect_ends(tree.root, ends, failed);
            CHECK(ends == tree.schedules);
            CHECK(failed == tree.failed);
            CHECK_FALSE(in_plain_order(tree.root).failed);
        }
        // Without --tape it reports what explore_all has found.
        CHECK(run_program({lesson_program(std::string(lesson) + "_schedules")}).out == told);
        REQUIRE(all.trees.size() == 2);
        CHECK(all.trees[0].failed > 0);
        CHECK(all.trees[1].failed == 0);
    }
}

TEST_CASE("schedules are refused if one is missing or out of order") {
    const auto tapes = recorded("17_first_come");
    const auto refused = [](std::vector<timeline::Tape> some, const char* why) {
        CHECK_THROWS_WITH_AS(book::schedules_of(some, "schedules.cpp"), doctest::Contains(why),
                             book::BookError);
    };
    auto some = tapes;
    some.erase(some.begin() + 3);
    refused(some, "a schedule is missing");
    some = tapes;
    std::swap(some[0], some[1]);
    refused(some, "a schedule is missing");
    some = tapes;
    some[2].events.resize(some[2].events.size() / 2);
    refused(some, "schedules.cpp: ");
    some = tapes;
    some[4].events[5].when += std::chrono::seconds(1);
    refused(some, "begin alike");
}

TEST_CASE("lines of the twins are paired by what they do") {
    const auto cpp = book::parse_source("a.cpp",
                                        "Coroutine<> f() {\n    auto a = delay(3s);\n"
                                        "    say(\"x\");\n    co_await a;\n}\n");
    const auto python =
        book::parse_source("a.py", "async def f():\n    a = delay(3)\n    await a\n");
    const std::map<std::size_t, std::size_t> lines = book::twin_lines(cpp, python);
    CHECK(lines.at(2) == 2);
    CHECK(lines.at(4) == 3);
    CHECK_FALSE(lines.contains(3));
}

TEST_CASE("code is marked up, and its text stays the same") {
    const auto lines =
        book::highlighted_lines("auto s = \"a<b // c\"; // d\nco_await 3s;\n", book::Language::cpp);
    REQUIRE(lines.size() == 2);
    CHECK(lines[0] ==
          "<b class=k>auto</b> s = <b class=s>&quot;a&lt;b // c&quot;</b>; <b class=c>// d</b>");
    CHECK(lines[1] == "<b class=w>co_await</b> <b class=n>3s</b>;");
    const auto python =
        book::highlighted_lines("\"\"\"One\ntwo\"\"\"\n# x\n", book::Language::python);
    REQUIRE(python.size() == 3);
    CHECK(python[1] == "<b class=s>two&quot;&quot;&quot;</b>");
    CHECK(book::highlighted_lines("say(f\"wait for it\")", book::Language::python).front() ==
          "say(<wbr>f<b class=s>&quot;wait for it&quot;</b>)");
}

TEST_CASE("a title begins with a capital, unless it begins with code") {
    CHECK(book::capitalised("at most three") == "At most three");
    CHECK(book::capitalised("run() inside a coroutine") == "run() inside a coroutine");
}

TEST_CASE("Markdown's own HTML is left out, and an open fence is refused") {
    CHECK_FALSE(contains(book::html_of_markdown("<script>alert(1)</script>", "a.md"), "<script"));
    CHECK_FALSE(contains(book::html_of_markdown("[a](javascript:alert)", "a.md"), "javascript:"));
    CHECK(book::html_of_words("a *b* `c`") == "a <em>b</em> <code>c</code>");
    CHECK(contains(book::html_of_markdown("| a |\n| - |\n| b |\n", "a.md"), "<td>b</td>"));
    CHECK_THROWS_WITH_AS(book::html_of_markdown("one\n```\ntwo\n", "a.md"),
                         doctest::Contains("a.md:2: "), book::BookError);
}

TEST_CASE("the policy identifies a text by its SHA-256") {
    CHECK(book::sha256_base64("alert('Hello, world.');") ==
          "qznLcsROx4GACP2dm0UCKCzCG+HiZ1guq6ZZDob/Tng=");
}
