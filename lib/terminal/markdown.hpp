// The small part of Markdown that hints and explanations are written in, as lines.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include <terminal/capabilities.hpp>

namespace terminal {

/// Paragraphs, **strong** and *stressed* words, `code`, fenced code, lists and headings, as lines
/// that fit. Without colours the marks around code stay, because they help.
std::vector<std::string> markdown_lines(std::string_view markdown, const Style&,
                                        std::string_view indent = {});

}  // namespace terminal
