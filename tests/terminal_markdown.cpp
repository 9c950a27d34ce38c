// lib/terminal/markdown.hpp: a hint's Markdown, as lines.
#include <doctest/doctest.h>

#include <string>
#include <vector>

#include <terminal/markdown.hpp>

using terminal::markdown_lines;
using Lines = std::vector<std::string>;

TEST_CASE("paragraphs are joined, code is not, marks become colours") {
    const std::string text =
        "First *line*\nof a `par*t*`.\n\n```cpp\nint i;\n\n  ++i;\n```\n- an item that is\n  "
        "long\n- two\n";
    CHECK(markdown_lines(text, {}) == Lines{"First line of a `par*t*`.", "", "    int i;", "    ",
                                            "      ++i;", "- an item that is long", "- two"});
    CHECK(markdown_lines("`x` **y**", {.colour = true})[0] == "\x1b[36mx\x1b[0m \x1b[1my\x1b[0m");
    CHECK(markdown_lines("2 * 3 * 4, an `open one", {}) == Lines{"2 * 3 * 4, an `open one"});
}

TEST_CASE("headings are bold, and an item's further lines are indented like its text") {
    CHECK(markdown_lines("# One\ntwo", {.colour = true}) == Lines{"\x1b[1mOne\x1b[0m", "two"});
    CHECK(markdown_lines("- a long item", {.width = 10}) == Lines{"- a long", "  item"});
    CHECK(markdown_lines("1. a long item", {.width = 10}, " ") ==
          Lines{" 1. a", "   long", "   item"});
}

TEST_CASE("what a hint says is harmless") {
    CHECK(markdown_lines("a\x1b[2Jb → c", {.unicode = false}) == Lines{"ab > c"});
}
