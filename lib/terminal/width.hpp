// How wide text is, cut and padded to fit, and made harmless. A task's name may
// hold anything, including bytes that came from a server.
//
// Colours and links take no columns. Widths are those of utf8proc, which follows
// Unicode; not wcwidth's, because that depends on setlocale, which a library must
// not call. A terminal may differ on sequences that it joins into one emoji.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include <terminal/capabilities.hpp>

namespace terminal {

/// Makes text harmless for a terminal or a file: control characters, those
/// that change the direction of writing, and bytes that are not UTF-8 become
/// U+FFFD. Without `unicode`, they and all that has no counterpart in ASCII
/// (glyphs.hpp) become '?'.
std::string clean(std::string_view text, bool unicode);

/// A line from elsewhere (a student's program, a compiler) without anything that
/// could move the cursor or change the title of the window. Colours stay if
/// the style has colours; tabs become spaces.
std::string harmless(std::string_view line, const Style&);

/// Columns that a harmless line takes: 2 for a wide character (East Asian,
/// emoji), 0 for a combining one, for a colour and a link.
int columns_of(std::string_view line);

/// Cuts out the middle of plain text, since names usually differ at the end: "del… 12".
std::string shorten_middle(std::string_view text, int columns, bool unicode);

/// Cuts off the end: "could not con…". What ends a colour or a link stays.
std::string shorten_end(std::string_view line, int columns, bool unicode);

/// Adds spaces on the right.
std::string pad(std::string line, int columns);

/// A line in pieces that fit, broken anywhere; one empty piece for an empty line.
std::vector<std::string> fold(std::string_view line, int columns);

}  // namespace terminal
