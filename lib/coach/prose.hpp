// Text for a terminal: made harmless, coloured, cut and folded to fit.
//
// A line may hold colours and links, which take no columns. What comes from
// elsewhere (a student's program, a compiler) goes through harmless() first.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include <coach/tell.hpp>

namespace coach {

/// One line without anything that could move the cursor or change the title
/// of the window. Colours stay if the look has colours; tabs become spaces.
std::string harmless(std::string_view line, const Style&);

/// The text between ANSI's SGR `parameters` ("1;31") and a reset, or as it is.
std::string paint(const std::string& text, const char* parameters, const Style&);

/// The same without colours and links.
std::string plain(std::string_view line);

/// The columns that a harmless line takes.
int columns_of(std::string_view line);

/// A line in pieces that fit; one empty piece for an empty line.
std::vector<std::string> fold(std::string_view line, int width);

/// Cut off at the end, with an ellipsis, if it does not fit.
std::string cut(const std::string& line, int width, const Style&);

std::vector<std::string> lines_of(const std::string& text);

/// A hint or an explanation, written in the little Markdown that those use:
/// paragraphs, **strong** and *stressed* words, `code`, fenced code, lists.
std::vector<std::string> prose(const std::string& markdown, const Style&,
                               const std::string& indent = {});

}  // namespace coach
