// lib/terminal/wrap.hpp: text broken between words.
#include <doctest/doctest.h>

#include <string>
#include <vector>

#include <terminal/wrap.hpp>

using terminal::wrap;
using Lines = std::vector<std::string>;

TEST_CASE("a text is broken between its words, and keeps its lines and their indentation") {
    CHECK(wrap("one two three", 9) == Lines{"one two", "three"});
    CHECK(wrap("one two three", 11, "  ") == Lines{"  one two", "  three"});
    CHECK(wrap("one\n\n  two three\n", 9) == Lines{"one", "", "  two", "  three"});
    CHECK(wrap("ein Stück für Zoë", 9) == Lines{"ein Stück", "für Zoë"});
    CHECK(wrap("", 9).empty());
    CHECK(wrap("   ", 9) == Lines{""});
}

TEST_CASE("a number stays beside what it counts, and a sum in one piece") {
    CHECK(wrap("it took 9 s", 9) == Lines{"it took", "9 s"});
    CHECK(wrap("total 9.000 s, at most 1 task", 20) == Lines{"total 9.000 s, at", "most 1 task"});
    CHECK(wrap("not the sum (3 + 3 = 6 s).", 20) == Lines{"not the sum", "(3 + 3 = 6 s)."});
    CHECK(wrap("in exercise.cpp:27 and on", 20) == Lines{"in exercise.cpp:27", "and on"});
}

TEST_CASE("a piece longer than a line is broken all the same") {
    CHECK(wrap("0123456789abcdef", 10) == Lines{"0123456789", "abcdef"});
    CHECK(wrap("it is 3 + 3 + 3 = 9 s", 10) == Lines{"it is 3 +", "3 +", "3 = 9 s"});
    CHECK(wrap("word", 0).size() == 1);
}

TEST_CASE("a long list of numbers is wrapped in no time") {
    std::string text;
    for (int i = 0; i < 50'000; ++i) text += "1 ";
    CHECK(wrap(text, 80).size() == 50'000 / 40);
}

TEST_CASE("colours take no room") {
    CHECK(wrap("\x1b[1mone\x1b[0m two", 7).size() == 1);
    CHECK(wrap("\x1b[1mone\x1b[0m two", 6).size() == 1);  // 8 columns at least
    CHECK(wrap("\x1b[1mone\x1b[0m three four", 9).size() == 2);
}

TEST_CASE("pieces fill lines, with something between them") {
    CHECK(terminal::fill({"a b", "c", "d"}, 7, "  ") == Lines{"a b  c", "d"});
    CHECK(terminal::fill({"abcdef"}, 4) == Lines{"abcd", "ef"});
    CHECK(terminal::fill({}, 4).empty());
}

TEST_CASE("a text's lines come without their newlines") {
    CHECK(terminal::lines_of("a\n\nb") == Lines{"a", "", "b"});
    CHECK(terminal::lines_of("a\n") == Lines{"a"});
    CHECK(terminal::lines_of("").empty());
}
