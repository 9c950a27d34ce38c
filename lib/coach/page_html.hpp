// The frame of the pages that `coach grade --pages` writes: one file each, without scripts and with
// nothing to load. All text is escaped here: it includes students' names and their programs'
// output.
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace coach {

/// As text of an element or of an attribute.
std::string html_text(const std::string& text);

/// "<p class="look">text</p>"; nothing if the text is empty.
std::string element(std::string_view name, const std::string& text, std::string_view look = {});

/// The part of Markdown that hints use: paragraphs, `code`, *stressed* and **strong** words, fenced
/// code.
std::string html_of_markdown(const std::string& markdown);
/// The same for a line, without a paragraph around it.
std::string html_of_line(const std::string& markdown);

/// A whole page.
std::string html_page(const std::string& title, const std::string& body);

/// A file name that any system accepts; different for different names.
std::vector<std::string> file_names(const std::vector<std::string>& names);

}  // namespace coach
