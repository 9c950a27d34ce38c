// Control sequences (ECMA-48, and xterm's private modes): those written here, by name, and how to
// recognize one in text from elsewhere.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>

namespace terminal {

namespace escape {

inline constexpr std::string_view hide_cursor = "\x1b[?25l", show_cursor = "\x1b[?25h";

/// Shows nothing until the end of an update. Ignored where it is unknown.
inline constexpr std::string_view begin_update = "\x1b[?2026h", end_update = "\x1b[?2026l";

/// Whether a line that is too long continues on the next, or is cut.
inline constexpr std::string_view wrap_off = "\x1b[?7l", wrap_on = "\x1b[?7h";

inline constexpr std::string_view erase_line_behind = "\x1b[K";  ///< from the cursor on
inline constexpr std::string_view erase_line = "\x1b[2K";
inline constexpr std::string_view erase_below = "\x1b[J";  ///< from the cursor on
inline constexpr std::string_view to_the_top = "\x1b[H";   ///< left end of the first line
inline constexpr std::string_view plain = "\x1b[0m";       ///< no more colours

std::string up(std::size_t lines);
std::string to_line(std::size_t number);  ///< 1 is the first; its left end

}  // namespace escape

/// The bytes of the sequence with which `text` begins; 0 if there is none, or if it is not
/// complete. CSI: ESC [ parameters, then a letter. OSC: ESC ] text, then BEL or ESC backslash.
std::size_t escape_length(std::string_view text);

/// Whether a whole sequence only changes colours (SGR: ESC [ numbers m).
bool is_colour(std::string_view sequence);

/// The text without sequences: no colours, no links.
std::string without_escapes(std::string_view text);

}  // namespace terminal
