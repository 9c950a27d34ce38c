// Markdown to HTML, by cmark-gfm: with its tables, without raw HTML.
#pragma once

#include <string>
#include <string_view>

namespace book {

/// Code is highlighted; headings begin at level `top`, since the page has headings above
/// them. Throws BookError, which names `file`, if a fenced block of code is never ended: it
/// would swallow the rest of the text.
std::string html_of_markdown(std::string_view markdown, const std::string& file, int top = 3);

/// One paragraph, without its <p>.
std::string html_of_words(std::string_view markdown);

}  // namespace book
