// lib/terminal/paint.hpp and escapes.hpp: colours and links, written and recognized.
#include <doctest/doctest.h>
#include <unistd.h>

#include <string>

#include <terminal/escapes.hpp>
#include <terminal/paint.hpp>

using namespace terminal;

TEST_CASE("paint adds colours where there are any, and nothing else") {
    CHECK(paint("x", sgr::bold_red, {.colour = true}) == "\x1b[1;31mx\x1b[0m");
    CHECK(paint("x", sgr::reversed(sgr::green), {.colour = true}) == "\x1b[7;32mx\x1b[0m");
    CHECK(paint("x", sgr::bold, {}) == "x");
    CHECK(paint("x", "", {.colour = true}) == "x");
    CHECK(paint("", sgr::bold, {.colour = true}).empty());
}

TEST_CASE("a link is a file's address with its host, and only where links are shown") {
    char host[256] = {};
    gethostname(host, sizeof host - 1);
    CHECK(file_link("/class/a b/ü", "text", {.links = true}) ==
          std::string("\x1b]8;;file://") + host + "/class/a%20b/%C3%BC\x1b\\text\x1b]8;;\x1b\\");
    CHECK(file_link("/class/a b", "text", {}) == "text");
}

TEST_CASE("a whole escape sequence is found, and removed") {
    CHECK(escape_length("\x1b[1;31mx") == 7);
    CHECK(escape_length("\x1b[?25lx") == 6);
    CHECK(escape_length("\x1b]0;t\ax") == 6);
    CHECK(escape_length("\x1b]8;;u\x1b\\x") == 8);
    for (const char* none :
         {"", "x", "\x1b", "\x1b[", "\x1b[31", "\x1b]0;t", "\x1b]0;t\x1b", "\x1bM"})
        CHECK(escape_length(none) == 0);
    CHECK(is_colour("\x1b[0m"));
    CHECK(is_colour("\x1b[38:5:1m"));
    CHECK_FALSE(is_colour("\x1b[?1m"));
    CHECK_FALSE(is_colour("\x1b[2J"));
    CHECK(without_escapes("\x1b[1ma\x1b]8;;u\ab\x1b[") == "ab\x1b[");
}
