// Colours and links, where the terminal can show them.
#pragma once

#include <string>
#include <string_view>

#include <terminal/capabilities.hpp>

namespace terminal {

/// Parameters of ANSI's "select graphic rendition".
namespace sgr {
inline constexpr std::string_view bold = "1", faint = "2", italic = "3";
inline constexpr std::string_view red = "31", green = "32", yellow = "33", magenta = "35",
                                  cyan = "36";
inline constexpr std::string_view bold_red = "1;31", bold_green = "1;32", bold_cyan = "1;36";
/// With background and text exchanged: the text looks as if it were cut out of the colour.
std::string reversed(std::string_view parameters);
}  // namespace sgr

/// The text between SGR `parameters` and a reset; unchanged where there are no colours, or for
/// empty parameters.
std::string paint(std::string_view text, std::string_view parameters, const Style&);

/// The text as a link to a file, given by its absolute path; unchanged where there are no links.
std::string file_link(std::string_view path, std::string_view text, const Style&);

}  // namespace terminal
