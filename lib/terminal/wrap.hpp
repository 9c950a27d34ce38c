// Text in lines that fit, wrapped between words. The only wrapper: what a lesson prints, what is
// drawn below a timeline and what the coach says are all wrapped alike.
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace terminal {

/// The lines of a text, without their ends. None for an empty text.
std::vector<std::string> lines_of(std::string_view text);

/// Breaks each line of a text between words into lines of at most `columns`. A
/// number stays beside what it counts, and a sum in one piece, where there is
/// room: "9 s", "3 + 3 + 3 = 9 s". What is longer than a line, such as a path, is
/// broken anywhere. A line's own indentation is kept, after `indent`.
std::vector<std::string> wrap(std::string_view text, int columns, std::string_view indent = {});

/// Puts pieces into lines of at most `columns`, with `between` between any two. A piece that
/// is longer than a line is broken anywhere.
std::vector<std::string> fill(const std::vector<std::string>& pieces, int columns,
                              std::string_view between = " ");

}  // namespace terminal
