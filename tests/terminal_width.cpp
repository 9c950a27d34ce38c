// lib/terminal/width.hpp: how wide text is, cut to fit, and made harmless.
#include <doctest/doctest.h>

#include <string>
#include <vector>

#include <terminal/width.hpp>

using namespace terminal;
using Lines = std::vector<std::string>;

namespace {

const Style plain{};
const Style coloured{.colour = true};
const Style ascii{.unicode = false};

}  // namespace

TEST_CASE("wide characters take two columns, combining ones, colours and links none") {
    CHECK(columns_of("abc") == 3);
    CHECK(columns_of("日本語") == 6);
    CHECK(columns_of("e\u0301") == 1);
    CHECK(columns_of("👩") == 2);
    CHECK(columns_of("⌛⏳") == 4);
    CHECK(columns_of("░│█●✗⊘├─┬┤╴…✓→µ·⠋") == 17);
    CHECK(columns_of("\x1b[1;31mred\x1b[0m") == 3);
    CHECK(columns_of("\x1b]8;;file://host/a\x1b\\text\x1b]8;;\x1b\\") == 4);
    CHECK(columns_of("") == 0);
}

TEST_CASE("text is cut in the middle or at the end, by columns") {
    CHECK(shorten_middle("delay 12", 6, true) == "del…12");
    CHECK(shorten_middle("delay 12", 6, false) == "del~12");
    CHECK(shorten_middle("日本語のタスク", 6, true) == "日…ク");
    CHECK(shorten_end("delay 12", 6, true) == "delay…");
    CHECK(shorten_end("日本語", 5, true) == "日本…");
    CHECK(shorten_end("abcdef", 6, true) == "abcdef");
    CHECK(shorten_end("abcdef", 1, true) == "…");
    CHECK(shorten_end("abcdef", 0, true).empty());
    CHECK(shorten_middle("abcdef", -1, true).empty());
}

TEST_CASE("cutting keeps the end of a colour, and a combining mark with its letter") {
    CHECK(shorten_end("\x1b[1mabcdef\x1b[0m", 4, true) == "\x1b[1mabc\x1b[0m…");
    CHECK(shorten_end("abe\u0301ef\u0301g", 4, true) == "abe\u0301…");
}

TEST_CASE("padding adds the missing columns") {
    CHECK(pad("日本", 6) == "日本  ");
    CHECK(pad("abc", 2) == "abc");
    CHECK(pad("\x1b[1mab\x1b[0m", 3) == "\x1b[1mab\x1b[0m ");
}

TEST_CASE("a folded line is broken anywhere, at columns and not at bytes") {
    CHECK(fold("\x1b[1mabcdef\x1b[0m", 4) == Lines{"\x1b[1mabcd", "ef\x1b[0m"});
    CHECK(fold("日本語", 5) == Lines{"日本", "語"});
    CHECK(fold("", 4) == Lines{""});
    CHECK(fold("ab", 0) == Lines{"a", "b"});
}

TEST_CASE("control characters, direction marks and broken UTF-8 are made visible") {
    CHECK(clean("a\u202Eb\u0085", true) == "a\uFFFDb\uFFFD");
    CHECK(clean("a\tb\x7F\n", true) == "a\uFFFDb\uFFFD\uFFFD");
    CHECK(clean("\u2028\u2029\uFEFF\u200F\u061C\u2066", true) ==
          "\uFFFD\uFFFD\uFFFD\uFFFD\uFFFD\uFFFD");
    CHECK(clean("\xE2\x82", true) == "\uFFFD\uFFFD");                      // cut short
    CHECK(clean("\xED\xA0\x80", true) == "\uFFFD\uFFFD\uFFFD");            // half of a pair
    CHECK(clean("\xC0\x80", true) == "\uFFFD\uFFFD");                      // overlong
    CHECK(clean("\xF4\x90\x80\x80", true) == "\uFFFD\uFFFD\uFFFD\uFFFD");  // beyond Unicode
    CHECK(clean(std::string("a\0b", 3), true) == "a\uFFFDb");
    CHECK(clean("日本 👩\u200D👩 e\u0301", true) == "日本 👩\u200D👩 e\u0301");
}

TEST_CASE("without Unicode, what has a counterpart gets it, and the rest a question mark") {
    CHECK(clean("a … → ✗ ░█ 3 µs é\xff", false) == "a ~ > X -# 3 us ??");
    CHECK(harmless("→\ta", ascii) == ">       a");
}

TEST_CASE("tabs become spaces, and unfinished escapes nothing harmful") {
    CHECK(harmless("a\tb", plain) == "a       b");
    CHECK(harmless("日\tb\r", plain) == "日      b");
    CHECK(harmless("\x1b[31", plain) == "�[31");
    CHECK(harmless("\x1b", plain) == "�");
    CHECK(harmless("\x1b[31mred", coloured) == "\x1b[31mred\x1b[0m");
    CHECK(harmless("\x1b[31mred", plain) == "red");
    CHECK(harmless("\x1b[5;5Hx\x1b[?25ly\x1b]0;title\a", coloured) == "xy");
}
