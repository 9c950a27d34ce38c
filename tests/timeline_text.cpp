// lib/timeline/text.hpp: a record as lines of text.
#include <doctest/doctest.h>

#include <algorithm>
#include <chrono>
#include <string>
#include <vector>

#include <terminal/escapes.hpp>
#include <terminal/width.hpp>
#include <timeline/axis.hpp>
#include <timeline/pen.hpp>
#include <timeline/text.hpp>

#include "timeline_events.hpp"

using namespace std::chrono_literals;
using timeline::draw_text;

namespace {

// Counts a line's width without its colours.
int widest(const std::vector<std::string>& lines) {
    int columns = 0;
    for (const std::string& line : lines) columns = std::max(columns, terminal::columns_of(line));
    return columns;
}

std::string golden(const char* raw) {
    return std::string(raw).substr(1);
}  // after the first newline

timeline::Record many(std::uint64_t tasks) {
    timeline::Recorder recorder;
    Script script(recorder);
    script.create(1, "main").run(1).wait(1, "gather");
    for (std::uint64_t i = 2; i <= tasks + 1; ++i)
        script.create(i, "task " + std::to_string(i - 1)).run(i).wait(i, "sleep");
    script.at(1s);
    for (std::uint64_t i = 2; i <= tasks + 1; ++i) script.run(i).finish(i);
    script.run(1).finish(1);
    return recorder.record();
}

}  // namespace

TEST_CASE("the staircase at 20 columns") {
    const std::string text =
        draw_text(staircase(), {.width = 20, .unicode = true, .title = "Lesson"});
    CHECK(text == golden(R"(
Lesson
main   │░░░│░░░│░░●
del… 1 │░░●
del… 2     │░░●
del… 3         │░░●
       ├──┬─┬──┬──┬╴
s      0  2 4  6  8
│ running  ░ waiting
● finished
total 9.000 s, at
most 1 task at once
)"));
}

TEST_CASE("the staircase at 40 columns") {
    const std::string text =
        draw_text(staircase(), {.width = 40, .unicode = true, .title = "Lesson"});
    CHECK(text == golden(R"(
Lesson
main    │░░░░░░░░│░░░░░░░░░│░░░░░░░●
delay 1 │░░░░░░░●
delay 2          │░░░░░░░░●
delay 3                    │░░░░░░░●
        ├──┬──┬──┬──┬───┬──┬──┬──┬──┤
        0  1  2  3  4   5  6  7  8  9 s
│ running  ░ waiting  ● finished
total 9.000 s, at most 1 task at once
)"));
}

TEST_CASE("the staircase at 80 columns") {
    const std::string text =
        draw_text(staircase(), {.width = 80, .unicode = true, .title = "Lesson"});
    CHECK(text == golden(R"(
Lesson
main    │░░░░░░░░░░░░░░░░░░░░░░│░░░░░░░░░░░░░░░░░░░░░│░░░░░░░░░░░░░░░░░░░░░●
delay 1 │░░░░░░░░░░░░░░░░░░░░░●
delay 2                        │░░░░░░░░░░░░░░░░░░░░●
delay 3                                              │░░░░░░░░░░░░░░░░░░░░░●
        ├───────┬──────┬───────┬──────┬───────┬──────┬───────┬──────┬───────┤
        0       1      2       3      4       5      6       7      8       9 s
│ running  ░ waiting  ● finished
total 9.000 s, at most 1 task at once
)"));
}

TEST_CASE("the staircase at 120 columns") {
    const std::string text =
        draw_text(staircase(), {.width = 120, .unicode = true, .title = "Lesson"});
    CHECK(text == golden(R"(
Lesson
main    │░░░░░░░░░░░░░░░░░░░░░░░░░░░░░░░░░░░│░░░░░░░░░░░░░░░░░░░░░░░░░░░░░░░░░░░│░░░░░░░░░░░░░░░░░░░░░░░░░░░░░░░░░░●
delay 1 │░░░░░░░░░░░░░░░░░░░░░░░░░░░░░░░░░░●
delay 2                                     │░░░░░░░░░░░░░░░░░░░░░░░░░░░░░░░░░░●
delay 3                                                                         │░░░░░░░░░░░░░░░░░░░░░░░░░░░░░░░░░░●
        ├───────────┬───────────┬───────────┬───────────┬───────────┬───────────┬───────────┬───────────┬───────────┤
        0           1           2           3           4           5           6           7           8           9 s
│ running  ░ waiting  ● finished
total 9.000 s, at most 1 task at once
)"));
}

TEST_CASE("the staircase at 20 columns, ASCII") {
    const std::string text =
        draw_text(staircase(), {.width = 20, .unicode = false, .title = "Lesson"});
    CHECK(text == golden(R"(
Lesson
main   |---|---|--o
del~ 1 |--o
del~ 2     |--o
del~ 3         |--o
       +--+-+--+--+-
s      0  2 4  6  8
| running  - waiting
o finished
total 9.000 s, at
most 1 task at once
)"));
}

TEST_CASE("the staircase at 80 columns, ASCII") {
    const std::string text =
        draw_text(staircase(), {.width = 80, .unicode = false, .title = "Lesson"});
    CHECK(text == golden(R"(
Lesson
main    |----------------------|---------------------|---------------------o
delay 1 |---------------------o
delay 2                        |--------------------o
delay 3                                              |---------------------o
        +-------+------+-------+------+-------+------+-------+------+-------+
        0       1      2       3      4       5      6       7      8       9 s
| running  - waiting  o finished
total 9.000 s, at most 1 task at once
)"));
}

TEST_CASE("the block at 40 columns") {
    const std::string text = draw_text(block(), {.width = 40, .unicode = true, .title = "Lesson"});
    CHECK(text == golden(R"(
Lesson
main    │░░░░░░░░░░░░░░░░░░░░░░░░░░●
delay 1 │░░░░░░░░░░░░░░░░░░░░░░░░░░●
delay 2 │░░░░░░░░░░░░░░░░░░░░░░░░░░●
delay 3 │░░░░░░░░░░░░░░░░░░░░░░░░░░●
        ├────┬───┬────┬────┬───┬────┤
        0    0.5 1    1.5  2   2.5  3 s
│ running  ░ waiting  ● finished
total 3.000 s, at most 3 tasks at once
)"));
}

TEST_CASE("the block at 80 columns") {
    const std::string text = draw_text(block(), {.width = 80, .unicode = true, .title = "Lesson"});
    CHECK(text == golden(R"(
Lesson
main    │░░░░░░░░░░░░░░░░░░░░░░░░░░░░░░░░░░░░░░░░░░░░░░░░░░░░░░░░░░░░░░░░░░●
delay 1 │░░░░░░░░░░░░░░░░░░░░░░░░░░░░░░░░░░░░░░░░░░░░░░░░░░░░░░░░░░░░░░░░░░●
delay 2 │░░░░░░░░░░░░░░░░░░░░░░░░░░░░░░░░░░░░░░░░░░░░░░░░░░░░░░░░░░░░░░░░░░●
delay 3 │░░░░░░░░░░░░░░░░░░░░░░░░░░░░░░░░░░░░░░░░░░░░░░░░░░░░░░░░░░░░░░░░░░●
        ├──────────┬───────────┬──────────┬──────────┬───────────┬──────────┤
        0          0.5         1          1.5        2           2.5        3 s
│ running  ░ waiting  ● finished
total 3.000 s, at most 3 tasks at once
)"));
}

TEST_CASE("mishaps at 20 columns") {
    const std::string text =
        draw_text(mishaps(), {.width = 20, .unicode = true, .title = "Lesson"});
    CHECK(text == golden(R"(
Lesson
main │░░░░░░░░░░░░●
a    ████░░░░░█●
b    ····│░✗
c    ····│░⊘
d    ····│░░░░░░░░●
     ├───┬──┬───┬──┤
s    0   2  4   6  8
✗ b: RuntimeError: …
█│ running
░ waiting
· not started
● finished  ✗ failed
⊘ cancelled
total 8.000 s, at
most 4 tasks at once
)"));
}

TEST_CASE("mishaps at 40 columns") {
    const std::string text =
        draw_text(mishaps(), {.width = 40, .unicode = true, .title = "Lesson"});
    CHECK(text == golden(R"(
Lesson
main │░░░░░░░░░░░░░░░░░░░░░░░░░░░░░●
a    ████████░░░░░░░░░░░███●
b    ········│░░░░░░✗
c    ········│░░░░░░⊘
d    ········│░░░░░░░░░░░░░░░░░░░░░●
     ├───┬───┬───┬───┬──┬───┬───┬───┤
     0   1   2   3   4  5   6   7   8 s
✗ b: RuntimeError: boom
█│ running  ░ waiting  · not started
● finished  ✗ failed  ⊘ cancelled
total 8.000 s, at most 4 tasks at once
)"));
}

TEST_CASE("mishaps at 80 columns") {
    const std::string text =
        draw_text(mishaps(), {.width = 80, .unicode = true, .title = "Lesson"});
    CHECK(text == golden(R"(
Lesson
main │░░░░░░░░░░░░░░░░░░░░░░░░░░░░░░░░░░░░░░░░░░░░░░░░░░░░░░░░░░░░░░░░░░░░░●
a    ██████████████████░░░░░░░░░░░░░░░░░░░░░░░░░░████████●
b    ··················│░░░░░░░░░░░░░░░░✗
c    ··················│░░░░░░░░░░░░░░░░⊘
d    ··················│░░░░░░░░░░░░░░░░░░░░░░░░░░░░░░░░░░░░░░░░░░░░░░░░░░░●
     ├────────┬────────┬────────┬────────┬───────┬────────┬────────┬────────┤
     0        1        2        3        4       5        6        7        8 s
✗ b: RuntimeError: boom
█│ running  ░ waiting  · not started  ● finished  ✗ failed  ⊘ cancelled
total 8.000 s, at most 4 tasks at once
)"));
}

TEST_CASE("mishaps at 40 columns, ASCII") {
    const std::string text =
        draw_text(mishaps(), {.width = 40, .unicode = false, .title = "Lesson"});
    CHECK(text == golden(R"(
Lesson
main |-----------------------------o
a    ########-----------###o
b    ........|------X
c    ........|------%
d    ........|---------------------o
     +---+---+---+---+--+---+---+---+
     0   1   2   3   4  5   6   7   8 s
X b: RuntimeError: boom
#| running  - waiting  . not started
o finished  X failed  % cancelled
total 8.000 s, at most 4 tasks at once
)"));
}

TEST_CASE("bars begin exactly where others end, at any width") {
    for (int width = 20; width <= 200; ++width) {
        const auto lines = timeline::draw(staircase(), {.width = width, .unicode = false});
        for (std::size_t i = 1; i < 3; ++i) {
            CAPTURE(lines[i]);
            CHECK(lines[i].find_last_of('o') + 1 == lines[i + 1].find_first_of('|'));
        }
    }
}

TEST_CASE("no line is wider than asked, whatever the names") {
    const std::string names[] = {"",
                                 "a name that goes on and on and on and on and on and on",
                                 "日本語のタスク名はとても長いです",
                                 "e\u0301e\u0301e\u0301",
                                 "tab\tnew\nline\x1b[2J",
                                 "\xff\xfe broken",
                                 "👩 wide"};
    for (const std::string& name : names)
        for (int width = 1; width <= 130; ++width)
            for (const bool unicode : {true, false}) {
                const auto lines = timeline::draw(
                    mishaps(name), {.width = width, .unicode = unicode, .title = name});
                CAPTURE(name);
                CAPTURE(width);
                CHECK(widest(lines) <= width);
            }
}

TEST_CASE("below 20 columns one line says so") {
    CHECK(draw_text(staircase(), {.width = 19}) == "needs 20 columns\n");
    CHECK(draw_text(staircase(), {.width = 5}) == "need…\n");
    CHECK(draw_text(staircase(), {.width = 0}) == "…\n");
    CHECK(draw_text(staircase(), {.width = -7, .unicode = false}) == "~\n");
}

TEST_CASE("control characters and broken UTF-8 in names are made visible") {
    const std::string text = draw_text(mishaps("x\x1b[2J\r\ny\xff"), {.width = 80});
    CHECK(text.find("x�[2J��y�") != text.npos);
    CHECK(text.find('\x1b') == text.npos);
    const std::string ascii = draw_text(mishaps("x\x1b[2J\xffé"), {.width = 80, .unicode = false});
    CHECK(ascii.find("x?[2J??") != ascii.npos);
    for (const char c : ascii) CHECK(static_cast<unsigned char>(c) < 0x80);
}

TEST_CASE("wide characters keep the bars in line") {
    const auto lines = timeline::draw(mishaps("日本"), {.width = 60});
    CHECK(lines[4].starts_with("日本 ·"));
    CHECK(lines[3].starts_with("c    ·"));
}

TEST_CASE("colour adds escape sequences and changes nothing else") {
    for (int width : {20, 60}) {
        std::string text = draw_text(mishaps(), {.width = width, .colour = true});
        CHECK(text.find("\x1b[1;31m✗\x1b[0m") != text.npos);
        for (std::size_t at; (at = text.find('\x1b')) != text.npos;)
            text.erase(at, text.find('m', at) - at + 1);
        CHECK(text == draw_text(mishaps(), {.width = width}));
    }
}

TEST_CASE("tasks beyond the limit are counted") {
    const std::string text = draw_text(many(100'000), {.max_rows = 20});
    CHECK(text.find("task 19 ") != text.npos);
    CHECK(text.find("task 20 ") == text.npos);
    CHECK(text.find("… and 99,981 more\n") != text.npos);
    CHECK(text.find("at most 100,000 tasks at once\n") != text.npos);
}

TEST_CASE("few lines: what matters least is left out, never more lines than asked") {
    for (int lines = 1; lines <= 40; ++lines) {
        const auto drawn = timeline::draw(many(12), {.max_lines = lines, .title = "title"});
        CHECK(drawn.size() <= static_cast<std::size_t>(lines));
    }
    const auto eight = timeline::draw(many(12), {.max_lines = 8, .title = "title"});
    REQUIRE(eight.size() == 8);
    CHECK(eight[0] == "title");
    CHECK(eight[3] == "… and 11 more");
    CHECK(eight[6].starts_with("│ running"));
    const auto four = timeline::draw(many(12), {.max_lines = 4});
    REQUIRE(four.size() == 4);
    CHECK(four[0].starts_with("main"));
    CHECK(four[2] == "… and 11 more");
    CHECK(four[3].starts_with("total"));
}

TEST_CASE("with room for few, the active tasks are preferred when asked") {
    timeline::Recorder recorder;
    Script script(recorder);
    script.create(1, "main").run(1).wait(1, "gather");
    for (std::uint64_t i = 2; i <= 30; ++i) {
        script.create(i, "task " + std::to_string(i - 1)).run(i).wait(i, "sleep");
        if (i != 5) script.finish(i);
    }
    script.at(1s).wait(1, "more");
    const auto lines =
        timeline::draw(recorder.record(), {.max_rows = 3, .prefer = timeline::Prefer::active});
    CHECK(lines[0].starts_with("main"));
    CHECK(lines[1].starts_with("task 4 "));
    CHECK(lines[2].starts_with("task 29"));
    CHECK(lines[3] == "… and 27 more");
}

TEST_CASE("main can be left out") {
    const auto lines = timeline::draw(staircase(), {.show_main = false});
    CHECK(lines[0].starts_with("delay 1 │"));
    CHECK(lines.size() == 7);
}

TEST_CASE("pictures with the same end of the axis are comparable") {
    const auto lines = timeline::draw(block(), {.width = 60, .axis_end = 9s});
    CHECK(terminal::columns_of(lines[1]) == 8 + 16);  // 3 s take a third of 47 columns
    CHECK(lines[5].ends_with("9 s"));
}

TEST_CASE("a step that blocks is a solid bar, a task kept from starting is dotted") {
    const auto lines = timeline::draw(mishaps(), {.width = 45});
    CHECK(lines[1] == "a    █████████░░░░░░░░░░░░░░███●");
    CHECK(lines[2] == "b    ·········│░░░░░░░✗");
    CHECK(lines[3] == "c    ·········│░░░░░░░⊘");
}

TEST_CASE("the legend explains what is in the picture, and nothing else") {
    const auto legend_of = [](const timeline::Record& record) {
        const auto lines = timeline::draw(record, {.width = 100});
        return lines[lines.size() - 2];
    };
    CHECK(legend_of(block()) == "│ running  ░ waiting  ● finished");
    timeline::Recorder recorder;
    Script script(recorder);
    script.create(1, "main").run(1).at(1s).fail(1, "");
    CHECK(legend_of(recorder.record()) == "█ running  ✗ failed");
    // A step that is too short to be seen beside another is not explained.
    CHECK(legend_of(mishaps()) ==
          "█│ running  ░ waiting  · not started  ● finished  ✗ failed  ⊘ cancelled");
    // A task that is not shown adds nothing to the legend.
    const auto two = timeline::draw(mishaps(), {.width = 100, .max_rows = 2});
    CHECK(two[two.size() - 2] == "█│ running  ░ waiting  ● finished");
}

TEST_CASE("an empty record and one that took no time are drawn, too") {
    const std::string empty = draw_text(timeline::Record{}, {.width = 40});
    CHECK(empty.find("total 0.000 s, no task besides main\n") != empty.npos);

    timeline::Recorder recorder;
    Script(recorder).create(1, "main").run(1).create(2, "a").run(2).finish(2).finish(1);
    const auto lines = timeline::draw(recorder.record(), {.width = 40});
    CHECK(lines[0] == "main ●");
    CHECK(lines[1] == "a    ●");
    CHECK(lines[3] == "     0 s");
}

TEST_CASE("more errors than fit are counted") {
    timeline::Recorder recorder;
    Script script(recorder);
    script.create(1, "main");
    for (std::uint64_t i = 2; i < 9; ++i) script.create(i, "t").run(i).fail(i, "an error");
    const std::string text = draw_text(recorder.record(), {.width = 40});
    CHECK(text.find("✗ t: an error\n✗ t: an error\n✗ t: an error\n… and 4 more\n") != text.npos);
}

TEST_CASE("units and steps of the axis suit its length") {
    const auto labels = [](aio::duration end, int columns) {
        const timeline::Axis axis = timeline::make_axis(end, columns);
        std::string out;
        for (const auto& tick : axis.ticks) out += tick.label + " ";
        return out + axis.unit;
    };
    CHECK(labels(9s, 70) == "0 1 2 3 4 5 6 7 8 9 s");
    CHECK(labels(9s, 6) == "0 5 s");
    CHECK(labels(2s, 40) == "0 0.5 1 1.5 2 s");
    CHECK(labels(250ms, 40) == "0 50 100 150 200 250 ms");
    CHECK(labels(30us, 40) == "0 5 10 15 20 25 30 us");
    CHECK(labels(7ns, 40) == "0 1 2 3 4 5 6 7 ns");
    CHECK(labels(300s, 60) == "0 50 100 150 200 250 300 s");
    CHECK(labels(0s, 60) == "0 s");
    CHECK(labels(-1s, 60) == "0 s");
    CHECK(labels(9s, 1) == "0 s");
    CHECK(labels(aio::duration::max() / 2, 60).starts_with("0 "));
}

TEST_CASE("a growing axis changes its end in steps") {
    CHECK(timeline::round_end(900ms) == 1s);
    CHECK(timeline::round_end(1s) == 1s);
    CHECK(timeline::round_end(1001ms) == 2s);
    CHECK(timeline::round_end(4s) == 5s);
    CHECK(timeline::round_end(5500ms) == 10s);
    CHECK(timeline::round_end(aio::duration::max() / 2) >= aio::duration::max() / 2);
}

TEST_CASE("a picture drawn in Unicode is redrawn as the same picture drawn in ASCII or colours") {
    for (const timeline::Record& record : {staircase(), mishaps("größer"), many(30)})
        for (const int width : {20, 60, 100}) {
            const auto plain = timeline::draw(record, {.width = width});
            const auto ascii = timeline::draw(record, {.width = width, .unicode = false});
            for (std::size_t i = 0; i < plain.size(); ++i) {
                const std::string line = timeline::redrawn(plain[i], {.unicode = false});
                if (!line.starts_with("~ and ")) CHECK(line == ascii[i]);
                CHECK(terminal::without_escapes(timeline::redrawn(plain[i], {.colour = true})) ==
                      plain[i]);
            }
        }
    CHECK(timeline::redrawn("a ░░●", {.colour = true}) == "a \x1b[36m░░\x1b[0m\x1b[32m●\x1b[0m");
}
