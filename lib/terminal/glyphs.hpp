// All characters beyond ASCII that anything here draws or prints, each with the
// ASCII character that stands for it where the locale is not UTF-8.
//
//   terminal::glyph(terminal::Glyph::check, style.unicode)   // "✓" or "+"
#pragma once

#include <cstddef>
#include <string_view>

namespace terminal {

/// Named by shape; what a shape means is up to the caller.
enum class Glyph {
    dot,
    light_shade,
    thin_bar,
    full_block,
    disc,
    cross,
    crossed_ring,
    ruler_begin,
    ruler,
    ruler_tick,
    ruler_end_tick,
    ruler_end,
    cut,  ///< where something was cut out: one column wide
    check,
    arrow,
    micro,
    level_0,  ///< the lowest; the next ones are higher and higher
    level_1,
    level_2,
    level_3,
    level_4,
    level_5,
    level_6,
    corner_top,
    corner_bottom,
    corner_end,
    arrow_down,
    ellipsis,  ///< before or after words, where room does not matter
};

std::string_view glyph(Glyph, bool unicode);

/// The ASCII counterpart of a character of the table, as many columns wide; empty if it is not in
/// the table.
std::string_view in_ascii(std::string_view character);

/// Something that turns: a picture for each frame.
std::string_view spinner(std::size_t frame, bool unicode);

}  // namespace terminal
