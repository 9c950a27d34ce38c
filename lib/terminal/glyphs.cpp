#include <terminal/glyphs.hpp>

#include <algorithm>
#include <array>

namespace terminal {
namespace {

struct Strokes {
    Glyph glyph;
    std::string_view unicode, ascii;
};

// In the order of Glyph. Where two look the same in Unicode, the first is the one that leaves a
// line's width as it is.
constexpr std::array<Strokes, 28> table{{
    {Glyph::dot, "·", "."},
    {Glyph::light_shade, "░", "-"},
    {Glyph::thin_bar, "│", "|"},
    {Glyph::full_block, "█", "#"},
    {Glyph::disc, "●", "o"},
    {Glyph::cross, "✗", "X"},
    {Glyph::crossed_ring, "⊘", "%"},
    {Glyph::ruler_begin, "├", "+"},
    {Glyph::ruler, "─", "-"},
    {Glyph::ruler_tick, "┬", "+"},
    {Glyph::ruler_end_tick, "┤", "+"},
    {Glyph::ruler_end, "╴", "-"},
    {Glyph::cut, "…", "~"},
    {Glyph::check, "✓", "+"},
    {Glyph::arrow, "→", ">"},
    {Glyph::micro, "µ", "u"},
    {Glyph::level_0, "▁", "_"},
    {Glyph::level_1, "▂", "="},
    {Glyph::level_2, "▃", "="},
    {Glyph::level_3, "▄", "="},
    {Glyph::level_4, "▅", "="},
    {Glyph::level_5, "▆", "="},
    {Glyph::level_6, "▇", "="},
    {Glyph::corner_top, "┌", "+"},
    {Glyph::corner_bottom, "└", "+"},
    {Glyph::corner_end, "┘", "+"},
    {Glyph::arrow_down, "↓", "v"},
    {Glyph::ellipsis, "…", "..."},
}};

constexpr bool is_in_order() {
    for (std::size_t i = 0; i < table.size(); ++i)
        if (static_cast<std::size_t>(table[i].glyph) != i) return false;
    return true;
}
static_assert(is_in_order());

constexpr std::array<std::string_view, 10> braille{"⠋", "⠙", "⠹", "⠸", "⠼",
                                                   "⠴", "⠦", "⠧", "⠇", "⠏"};
constexpr std::array<std::string_view, 4> stick{"|", "/", "-", "\\"};

}  // namespace

std::string_view glyph(Glyph which, bool unicode) {
    const Strokes& strokes = table[static_cast<std::size_t>(which)];
    return unicode ? strokes.unicode : strokes.ascii;
}

std::string_view in_ascii(std::string_view character) {
    const auto* found = std::ranges::find(table, character, &Strokes::unicode);
    return found == table.end() ? std::string_view() : found->ascii;
}

std::string_view spinner(std::size_t frame, bool unicode) {
    return unicode ? braille[frame % braille.size()] : stick[frame % stick.size()];
}

}  // namespace terminal
