// How text looks: how many columns it takes, cut and padded to fit. A task's
// name may hold anything, also bytes that came from a server.
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace timeline {

/// Makes text harmless for a terminal or a file: control characters, those
/// that change the direction of writing, and bytes that are not UTF-8 become
/// U+FFFD; or '?' if not `unicode`, as does everything beyond ASCII.
std::string clean(std::string_view text, bool unicode);

/// As XML's text, and as its attributes' values, may have it: "&lt;" for '<'.
std::string xml_escaped(std::string_view text);

/// Columns that cleaned text takes: 2 for a wide character (East Asian,
/// emoji), 0 for a combining one. A terminal may differ on sequences that it joins into one emoji.
int columns_of(std::string_view cleaned);

/// Cuts out the middle, since names mostly differ at the end: "del… 12".
std::string shorten_middle(std::string_view cleaned, int columns, bool unicode);

/// Cuts off the end: "could not con…".
std::string shorten_end(std::string_view cleaned, int columns, bool unicode);

/// Adds spaces on the right.
std::string pad(std::string text, int columns);

/// Breaks words into lines of at most `columns`; a longer word is shortened.
std::vector<std::string> wrap(const std::vector<std::string>& words, int columns, bool unicode,
                              std::string_view between = " ");

}  // namespace timeline
