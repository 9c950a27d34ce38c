// lib/terminal/glyphs.hpp: one table, with a column for ASCII.
#include <doctest/doctest.h>

#include <algorithm>
#include <string>

#include <terminal/glyphs.hpp>
#include <terminal/width.hpp>

using terminal::Glyph;

namespace {

bool is_ascii(std::string_view text) {
    return std::ranges::all_of(text, [](char c) { return static_cast<unsigned char>(c) < 0x80; });
}

}  // namespace

TEST_CASE("every glyph has an ASCII counterpart, as wide as itself where room matters") {
    for (auto i = static_cast<int>(Glyph::dot); i <= static_cast<int>(Glyph::ellipsis); ++i) {
        const auto glyph = static_cast<Glyph>(i);
        const std::string unicode(terminal::glyph(glyph, true)),
            ascii(terminal::glyph(glyph, false));
        CAPTURE(unicode);
        CHECK_FALSE(is_ascii(unicode));
        CHECK(is_ascii(ascii));
        CHECK(terminal::columns_of(unicode) == 1);
        CHECK(terminal::columns_of(ascii) == (glyph == Glyph::ellipsis ? 3 : 1));
        CHECK(terminal::in_ascii(unicode).size() == 1);
    }
    CHECK(terminal::in_ascii("é").empty());
}

TEST_CASE("the spinner repeats") {
    for (const bool unicode : {true, false}) {
        CHECK(terminal::spinner(0, unicode) != terminal::spinner(1, unicode));
        CHECK(terminal::spinner(0, unicode) == terminal::spinner(20, unicode));
        CHECK(is_ascii(terminal::spinner(7, unicode)) != unicode);
    }
}
