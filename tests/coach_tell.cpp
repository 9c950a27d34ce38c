// What a verdict looks like: every kind of it, in wide and narrow terminals, with
// colours and without anything; and what `watch` makes of it in a window.
#include <doctest/doctest.h>

#include <algorithm>
#include <filesystem>
#include <string>
#include <vector>

#include <unistd.h>

#include <aio/run.hpp>
#include <coach/commands.hpp>
#include <coach/compiling.hpp>
#include <coach/crash.hpp>
#include <coach/scene.hpp>
#include <coach/symbolize.hpp>
#include <coach/tell.hpp>
#include <terminal/escapes.hpp>
#include <terminal/width.hpp>

#include "places.hpp"

namespace {

using coach::Style;
using coach::Verdict;
using coach::What;
using Lines = std::vector<std::string>;

const coach::Exercise exercise{
    .name = "02_create_then_await", .folder = {}, .check = {}, .shipped = {}};
const std::filesystem::path file = "/users/ada/workshop/02_create_then_await/exercise.cpp";

const Style plain_look{};
const Style rich{.width = 80, .colour = true, .unicode = true, .links = true};
const Style ascii{.width = 80, .colour = false, .unicode = false, .links = false};
const Style narrow{.width = 40, .colour = false, .unicode = true, .links = false};

const Lines told{
    "main: started at 0 s; waited from 0 s to 3 s for task 'delay 1'; waited from 3 s to 6 s for "
    "sleep; finished at 6 s."};
const Lines picture{"main    │░░░│░░░●", "delay 1 │░░░●", "        ├───┬───┤", "total 6.000 s"};

coach::Fact holds(const std::string& name) {
    return {.name = name,
            .looked_at = true,
            .holds = true,
            .says = {},
            .notes = {},
            .picture = picture,
            .words = told};
}
coach::Fact fails(const std::string& name, const Lines& says = {}, const Lines& notes = {}) {
    return {.name = name,
            .looked_at = true,
            .holds = false,
            .says = says,
            .notes = notes,
            .picture = picture,
            .words = told};
}
coach::Fact unseen(const std::string& name) {
    return {.name = name,
            .looked_at = false,
            .holds = false,
            .says = {},
            .notes = {},
            .picture = {},
            .words = {}};
}

// An exercise as shipped: one fact holds, one fails, and one fails after it.
Verdict failed() {
    Verdict verdict;
    verdict.what = What::failed;
    verdict.facts = {
        holds("every delay is a task of its own"),
        fails(
            "all tasks are created before the first await",
            {"1 of 4 tasks existed at the first co_await, in exercise.cpp:27. The others came too "
             "late to wait beside it."},
            {"exercise.cpp:14: never awaited", "exercise.cpp:14: never awaited"}),
        fails("the total is the longest delay, not the sum", {"this is not told yet"})};
    return verdict;
}

Verdict of(What what, const std::string& text = {}) {
    Verdict verdict;
    verdict.what = what;
    verdict.text = text;
    return verdict;
}

// The program ended in its second fact.
Verdict ended(What what, const std::string& text) {
    Verdict verdict = of(what, text);
    verdict.facts = {holds("the first"), unseen("the second"), unseen("the third")};
    return verdict;
}

Lines tell(const Verdict& verdict, const Style& style) {
    return coach::tell(exercise, verdict, file, style);
}

std::string text_of(const Lines& lines) {
    std::string text;
    for (const std::string& line : lines) text += line + "\n";
    return text;
}

bool has(const std::string& text, const std::string& part) { return text.find(part) != text.npos; }

int widest(const Lines& lines) {
    int columns = 0;
    for (const std::string& line : lines) columns = std::max(columns, terminal::columns_of(line));
    return columns;
}

}  // namespace

TEST_CASE("the first failure is shown in full, the others by name") {
    const std::string text = text_of(tell(failed(), plain_look));
    CHECK(text ==
          "02_create_then_await: 1 of 3 facts hold\n"
          "  ✓ every delay is a task of its own\n"
          "  ✗ all tasks are created before the first await\n"
          "      1 of 4 tasks existed at the first co_await, in exercise.cpp:27. The others\n"
          "      came too late to wait beside it.\n"
          "      Note: exercise.cpp:14: never awaited (2 times)\n"
          "  ✗ the total is the longest delay, not the sum\n"
          "\n"
          "What was run for this fact:\n"
          "main    │░░░│░░░●\n"
          "delay 1 │░░░●\n"
          "        ├───┬───┤\n"
          "total 6.000 s\n");
}

TEST_CASE("when all facts hold, the first one's picture is shown") {
    Verdict verdict;
    verdict.what = What::passed;
    verdict.facts = {holds("one"), holds("two")};
    verdict.facts[1].picture = {"another"};
    const Lines lines = tell(verdict, plain_look);
    CHECK(lines[0] == "02_create_then_await: all 2 facts hold");
    CHECK(lines[1] == "  ✓ one");
    CHECK(lines[4] == "What was run for the fact \"one\":");
    CHECK(lines.back() == "total 6.000 s");
}

TEST_CASE("ASCII has marks and pictures of its own") {
    const std::string text = text_of(tell(failed(), ascii));
    CHECK(has(text, "  + every delay"));
    CHECK(has(text, "  X all tasks"));
    CHECK(has(text, "main    |---|---o"));
    CHECK(std::ranges::all_of(text, [](char c) { return static_cast<unsigned char>(c) < 0x80; }));
    CHECK(has(text_of(tell(ended(What::crashed, "It crashed."), ascii)), "  . the third"));
}

TEST_CASE("in words, marks and pictures are spelled out") {
    const Style words{.words = true};
    const std::string text = text_of(tell(failed(), words));
    CHECK(has(text,
              "  holds: every delay is a task of its own\n"
              "  fails: all tasks are created before the first await\n"
              "      1 of 4 tasks existed"));
    CHECK(has(text,
              "What was run for this fact:\n"
              "main: started at 0 s; waited from 0 s to 3 s for task 'delay 1'; waited from 3 s\n"
              "to 6 s for sleep; finished at 6 s.\n"));
    CHECK(has(text_of(tell(ended(What::crashed, "It crashed."), words)),
              "  not looked at: the third\n"));
    CHECK(std::ranges::all_of(text, [](char c) { return static_cast<unsigned char>(c) < 0x80; }));
    CHECK(coach::progress_bar(2, 6, words) == "2 of 6 exercises done");
}

TEST_CASE("no line is wider than the terminal") {
    for (const int width : {20, 33, 40, 60, 80, 200}) {
        Style style = rich;
        style.width = width;
        Verdict loud = failed();
        loud.output = std::string(500, 'x') + "\n";
        loud.facts[1].says.push_back(std::string(300, 'y'));
        CHECK_MESSAGE(widest(tell(loud, style)) <= width, width);
        CHECK_MESSAGE(widest(tell(ended(What::out_of_time, "It was stopped after ten seconds."),
                                  style)) <= width,
                      width);
    }
}

TEST_CASE("colours only repeat what the text says") {
    const Lines coloured = tell(failed(), {.width = 80, .colour = true}),
                bare = tell(failed(), plain_look);
    REQUIRE(coloured.size() == bare.size());
    for (std::size_t i = 0; i < bare.size(); ++i)
        CHECK(terminal::without_escapes(coloured[i]) == bare[i]);
    CHECK_FALSE(has(text_of(bare), "\x1b"));
    CHECK(has(text_of(coloured), "\x1b[32m✓"));
}

TEST_CASE(
    "a file that does not compile: how many errors, where the first is, and the compiler's text "
    "whole") {
    const std::string said =
        "exercise.cpp:23:5: error: use of undeclared identifier 'tasks'\n"
        "   23 |     tasks.push_back(1);\n"
        "exercise.cpp:31:1: error: expected '}'\n"
        "exercise.cpp:40:1: warning: something\n";
    const std::string text = text_of(tell(of(What::not_compiled, said), plain_look));
    CHECK(has(text,
              "02_create_then_await: not compiled\n"
              "exercise.cpp does not compile yet: 2 errors. The first is at exercise.cpp:23.\n\n"));
    CHECK(has(text, said));

    SUBCASE("one error") {
        const std::string one = text_of(
            tell(of(What::not_compiled, "exercise.cpp:7:1: fatal error: no\n"), plain_look));
        CHECK(has(one, "1 error. It is at exercise.cpp:7."));
    }
    SUBCASE("in colour, too, and only the colours stay") {
        const std::string coloured =
            "\x1b[1mexercise.cpp:23:5: \x1b[0;1;31merror: "
            "\x1b[0mno\x1b[K\n\x1b]0;title\a\x1b[2Jx\n";
        const std::string told =
            text_of(tell(of(What::not_compiled, coloured), {.width = 80, .colour = true}));
        CHECK(has(told, "1 error. It is at exercise.cpp:23."));
        CHECK(has(told, "\x1b[0;1;31merror: "));
        CHECK_FALSE(has(told, "\x1b[K"));
        CHECK_FALSE(has(told, "\x1b[2J"));
        CHECK_FALSE(has(told, "title"));
    }
    SUBCASE("an error in a header is shown with the student's line that leads there") {
        const std::string inside =
            "In file included from exercise.cpp:9:\n"
            "/lib/aio/task.hpp:4:2: error: no\n"
            "exercise.cpp:30:4: note: in instantiation of\n";
        CHECK(has(text_of(tell(of(What::not_compiled, inside), plain_look)),
                  "It is at exercise.cpp:30."));
    }
    SUBCASE("the chain of headers that includes the library's is left out") {
        const std::string far =
            "In file included from <built-in>:1:\n"
            "In file included from /lib/aio/aio.hpp:20:\n"
            "                 from <command-line>:\n"
            "/lib/aio/task.hpp:4:2: error: no\n"
            "exercise.cpp:30:4: note: in instantiation of\n";
        CHECK(
            has(text_of(tell(of(What::not_compiled, far), plain_look)),
                "It is at exercise.cpp:30.\n\n/lib/aio/task.hpp:4:2: error: no\nexercise.cpp:30"));
    }
    SUBCASE("a function that returns nothing may have lost its co_await") {
        for (const char* name : {"-Werror,-Wreturn-type", "-Werror=return-type",
                                 "\x1b[01;31m-Werror=return-type\x1b[m"}) {
            const std::string lacking =
                std::string("exercise.cpp:32:1: error: no return statement [") + name + "]\n";
            CHECK(has(text_of(tell(of(What::not_compiled, lacking), plain_look)),
                      "only if there is a co_await, a co_return or a co_yield in it.\n"));
        }
    }
    SUBCASE("the text of a linker or a broken compiler names no place") {
        CHECK(has(text_of(tell(of(What::not_compiled, "boom"), plain_look)),
                  "does not compile yet.\n\nboom\n"));
    }
}

TEST_CASE("warnings come below the facts") {
    Verdict verdict = failed();
    verdict.warnings = "exercise.cpp:9:3: warning: unused variable 'x'\n";
    const std::string told =
        "\nThe compiler warns:\nexercise.cpp:9:3: warning: unused variable 'x'\n";
    CHECK(has(text_of(tell(verdict, plain_look)), told + "\nWhat was run"));

    // They may explain why it crashed.
    for (const What what : {What::crashed, What::out_of_time, What::flooded, What::ended_early}) {
        Verdict early = ended(what, "It followed a null pointer.");
        early.warnings = verdict.warnings;
        CHECK(has(text_of(tell(early, plain_look)), told));
        CHECK(has(text_of(tell(early, plain_look)), "It followed a null pointer."));
    }
    Verdict incomplete = of(What::not_complete, "Nothing defines it.");
    incomplete.warnings = verdict.warnings;
    CHECK(has(text_of(tell(incomplete, plain_look)), "Nothing defines it.\n" + told));
}

TEST_CASE("once all facts hold, a picture in which nothing fails is preferred") {
    Verdict verdict;
    verdict.what = What::passed;
    verdict.facts = {holds("one"), holds("two"), holds("three")};
    verdict.facts[0].picture = {"main    │░░░✗"};
    verdict.facts[1].picture = {};
    CHECK(has(text_of(tell(verdict, plain_look)), "What was run for the fact \"three\":"));
    CHECK(has(text_of(tell(verdict, ascii)), "What was run for the fact \"three\":"));
    verdict.facts[2].picture = {"main    │░✗"};
    CHECK(has(text_of(tell(verdict, plain_look)), "What was run for the fact \"one\":"));
}

TEST_CASE("a check of the standard library is explained in words") {
    const std::string before = "==1==ERROR: AddressSanitizer: ABRT on unknown address\n";
    CHECK(
        coach::explain_crash("a.h:1: f(): Assertion '__n < this->size()' failed.\n" + before,
                             "exercise.cpp") ==
        "It was stopped by a check of the standard library, or by abort(). What it found: an index "
        "was beyond the end of a vector or an array.");
    CHECK(has(coach::explain_crash("Assertion 'this->_M_is_engaged()' failed.\n" + before, "e.cpp"),
              "an optional was empty: did a coroutine end without co_return?"));
    CHECK(has(coach::explain_crash("Assertion 'a < b' failed.\n" + before, "e.cpp"),
              "The check was: a < b."));
}

// The student chooses how long a line is, and what it says: `#error aaaa...`.
TEST_CASE("no line from a compiler or a program is too long, or taken for an option") {
    const std::string longest(1'000'000, 'a');
    const std::string error = "e.cpp:3:2: error: " + longest + "\n",
                      warning = "e.cpp:1:1: warning: x\n";
    CHECK(coach::errors_first(warning + error) == error + warning);
    CHECK(coach::errors_first(longest + ": error: x\n" + error) ==
          longest + ": error: x\n" + error);
    CHECK(coach::fenced_off("e.cpp:1:1: error: /etc/passwd: Permission denied\n") == "/etc/passwd");
    CHECK(coach::fenced_off("fatal error: cannot open file '/etc/x': Permission denied") ==
          "/etc/x");
    CHECK(coach::fenced_off("e.cpp:1:1: error: /" + longest) == "");
    coach::explain_crash("Assertion '" + longest + "\nERROR: AddressSanitizer: ABRT on", "e.cpp");

    const std::string orders = "(/x.so+--exe=/etc/passwd) (/x.so+@/etc/passwd) (/x.so+0x1 2)";
    CHECK(aio::run(coach::with_lines(orders, "/x.so")) == orders);
}

TEST_CASE("a program that ended too early is reported at the fact in which it did") {
    for (const auto& [what, title] : {std::pair{What::crashed, "1 of 3, then it crashed"},
                                      std::pair{What::out_of_time, "1 of 3, then it did not end"},
                                      std::pair{What::flooded, "1 of 3, then it printed too much"},
                                      std::pair{What::ended_early, "1 of 3, then it exited"}}) {
        const std::string text =
            text_of(tell(ended(what, "The reason, at exercise.cpp:3."), plain_look));
        CHECK(text == std::string("02_create_then_await: ") + title +
                          "\n"
                          "  ✓ the first\n"
                          "  ✗ the second\n"
                          "      The reason, at exercise.cpp:3.\n"
                          "  · the third\n");
        // Without a reason there is a plain one.
        CHECK(has(text_of(tell(ended(what, ""), plain_look)), "  ✗ the second\n      It "));
    }
}

TEST_CASE("an earlier failure is shown beside the end of the program") {
    Verdict verdict = ended(What::crashed, "It followed a null pointer.");
    verdict.facts[0] = fails("the first", {"it was wrong"});
    const std::string text = text_of(tell(verdict, plain_look));
    CHECK(has(text, "  ✗ the first\n      it was wrong\n"));
    CHECK(has(text, "  ✗ the second\n      It followed a null pointer.\n"));
}

TEST_CASE("what could not be checked at all is a paragraph") {
    for (const auto& [what, title] :
         {std::pair{What::unreadable, "nothing to check"},
          std::pair{What::not_complete, "something is missing"},
          std::pair{What::forbidden, "something that is not allowed"},
          std::pair{What::crashed, "it crashed"}, std::pair{What::ended_early, "it exited"}}) {
        const Lines lines = tell(of(what, "exercise.cpp is empty."), plain_look);
        CHECK(lines ==
              Lines{std::string("02_create_then_await: ") + title, "  exercise.cpp is empty."});
        CHECK(tell(of(what), plain_look).size() == 2);
    }
}

TEST_CASE("what the program printed is shown, made harmless, and cut") {
    Verdict verdict = failed();
    verdict.output = "hello\r\n\x1b[2J\x1b]0;title\a\aworld\xff\n";
    const std::string text = text_of(tell(verdict, plain_look));
    CHECK(has(text, "What your program printed:\n  hello\n  "));
    CHECK_FALSE(has(text, "\x1b"));
    CHECK_FALSE(has(text, "\a"));
    CHECK_FALSE(has(text, "\r"));
    CHECK(has(text, "�world�"));

    verdict.output.clear();
    for (int i = 1; i <= 100; ++i) verdict.output += "line " + std::to_string(i) + "\n";
    CHECK(has(text_of(tell(verdict, plain_look)), "  line 8\n  … 92 more lines\n"));
    CHECK(has(text_of(tell(verdict, ascii)), "  line 8\n  ... 92 more lines\n"));
}

TEST_CASE("a link is a file's address with its host, and only where links are shown") {
    char host[256] = {};
    gethostname(host, sizeof host - 1);
    CHECK(coach::link("/class/a b/ü", "text", rich) ==
          std::string("\x1b]8;;file://") + host + "/class/a%20b/%C3%BC\x1b\\text\x1b]8;;\x1b\\");
    CHECK(coach::link("/class/a b", "text", plain_look) == "text");
    CHECK(terminal::columns_of(coach::link("/class/a b", "text", rich)) == 4);
    // A place in a sentence is a link.
    CHECK(has(text_of(tell(failed(), rich)), "exercise.cpp\x1b\\exercise.cpp:27\x1b]8;;"));
}

TEST_CASE("a bar shows how many of how many") {
    CHECK(coach::progress_bar(3, 6, plain_look) == "[█████░░░░░] 3 of 6");
    CHECK(coach::progress_bar(0, 6, ascii) == "[----------] 0 of 6");
    CHECK(coach::progress_bar(6, 6, ascii) == "[##########] 6 of 6");
    CHECK(coach::progress_bar(0, 0, ascii) == "[----------] 0 of 0");
    CHECK(coach::progress_bar(9, 6, ascii) == "[##########] 9 of 6");
}

namespace {

coach::Scene scene_of(const Verdict& verdict) {
    coach::Scene scene;
    scene.exercise = &exercise;
    scene.file = file;
    scene.file_text = "02_create_then_await/exercise.cpp";
    scene.done = 1;
    scene.all = 6;
    scene.verdict = &verdict;
    return scene;
}

}  // namespace

TEST_CASE("in any window the head and the keys are there, and no line is too long") {
    const Verdict verdicts[] = {
        failed(), ended(What::crashed, "It followed a null pointer, at exercise.cpp:9."),
        of(What::not_compiled, "exercise.cpp:23:5: error: " + std::string(300, 'x') + "\n")};
    for (const Verdict& verdict : verdicts)
        for (const coach::Page page :
             {coach::Page::verdict, coach::Page::hint, coach::Page::list, coach::Page::timeline})
            for (const int width : {20, 40, 57, 58, 80, 200})
                for (const int height : {1, 2, 3, 6, 10, 15, 16, 24, 60}) {
                    Style style = rich;
                    style.width = width;
                    coach::Scene scene = scene_of(verdict);
                    scene.page = page;
                    scene.hint = "A nudge\n" + std::string(60, 'w') + " and more.\n";
                    scene.list = {"one", "two"};
                    scene.notice = "said";
                    const Lines lines = compose(scene, style, height);
                    CAPTURE(width);
                    CAPTURE(height);
                    CHECK(static_cast<int>(lines.size()) <= height);
                    CHECK(widest(lines) <= width);
                    if (height < 6) continue;
                    CHECK(terminal::without_escapes(lines.back()) == coach::key_line(style));
                    if (page == coach::Page::verdict) CHECK(has(text_of(lines), "02_create"));
                }
}

TEST_CASE("a low window shows what failed, and counts what does not fit") {
    const Verdict verdict = failed();
    const std::string text = text_of(compose(scene_of(verdict), narrow, 10));
    CHECK(text ==
          "02_create_then_await/exercise.cpp\n"
          "02_create_then_await: 1 of 3 facts hold\n"
          "  ✗ all tasks are created before the\n"
          "    first await\n"
          "    1 of 4 tasks existed at the first\n"
          "    co_await, in exercise.cpp:27. The\n"
          "    others came too late to wait beside\n"
          "    it.\n"
          "… 7 more lines: t shows the timeline\n"
          "h hint  n next  l list  t time  q quit\n");
}

TEST_CASE("if not everything fits, the facts after the failure are counted") {
    Verdict verdict = failed();
    for (int i = 0; i < 8; ++i) verdict.facts.push_back(i == 0 ? holds("more") : fails("more"));
    const std::string text = text_of(compose(scene_of(verdict), plain_look, 20));
    CHECK(has(text, "  · and 9 more facts, of which 1 holds\n"));
    CHECK(has(text, "total 6.000 s"));
    CHECK_FALSE(has(text, "  ✗ more"));
    CHECK(has(text_of(compose(scene_of(verdict), plain_look, 40)), "  ✗ more"));
    verdict.facts[3].holds = false;
    CHECK(has(text_of(compose(scene_of(verdict), plain_look, 20)),
              "  · and 9 more facts, none of which holds\n"));
    for (std::size_t i = 2; i < verdict.facts.size(); ++i) verdict.facts[i].holds = true;
    CHECK(has(text_of(compose(scene_of(verdict), plain_look, 20)),
              "  · and 9 more facts, all of which hold\n"));
}

TEST_CASE("the list of 21 exercises fits into 24 lines, one line each") {
    const Verdict verdict = failed();
    coach::Scene scene = scene_of(verdict);
    scene.page = coach::Page::list;
    scene.list = Lines(21, "    20_streams  " + std::string(80, 'x'));
    const Lines lines = compose(scene, plain_look, 24);
    CHECK(lines.size() == 23);
    CHECK_FALSE(has(text_of(lines), "more lines"));
    CHECK(widest(lines) <= plain_look.width);
    CHECK(compose(scene, plain_look, 30).size() == 25);
}

TEST_CASE("while it is checked, the old verdict is dimmed and the keys that wait are shown") {
    const Verdict verdict = failed();
    coach::Scene scene = scene_of(verdict);
    scene.is_checking = true;
    scene.kept = "hn";
    const Lines lines = compose(scene, rich, 24);
    CHECK(terminal::without_escapes(lines[0]) == "⠋ checking 02_create_then_await/exercise.cpp…");
    CHECK(lines[2] == "\x1b[2m02_create_then_await: 1 of 3 facts hold\x1b[0m");
    CHECK(terminal::without_escapes(lines.back()) == "kept until this is over: h n");
}

TEST_CASE("once all facts hold, the picture comes before their names") {
    Verdict verdict;
    verdict.what = What::passed;
    for (int i = 0; i < 12; ++i) verdict.facts.push_back(holds("fact " + std::to_string(i)));
    coach::Scene scene = scene_of(verdict);
    scene.praise = "Well done!";
    CHECK(has(text_of(compose(scene, plain_look, 40)), "fact 3"));
    const std::string low = text_of(compose(scene, plain_look, 18));
    CHECK_FALSE(has(low, "fact 3"));
    CHECK(has(low, "Well done!"));
    CHECK(has(low, "total 6.000 s"));
}

TEST_CASE("a narrow list names only the nearest needs, and none is cut off") {
    const coach::Toolkit toolkit = coach::Toolkit::find();
    const auto workshop = coach::Workshop::make(toolkit, scratch("narrow"));
    for (const int width : {40, 50}) {
        std::string text;
        for (const std::string& line :
             coach::list_lines(toolkit, workshop, nullptr, {.width = width})) {
            CHECK(terminal::columns_of(line) <= width);
            text += line + "\n";
        }
        CHECK_MESSAGE(has(text, "needs 10 11\n"), text);
        CHECK(has(text, "fast track") == (width == 50));
    }
}
