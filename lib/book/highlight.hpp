// C++ and Python in colours: enough for what this book shows, and no more.
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace book {

enum class Language { plain, cpp, python };

/// Of a fence's info string, or a file's ending: "cpp", "python", "py".
Language language_of(std::string_view name);

/// Each line as HTML, without its newline. The classes: k a keyword, w a word of
/// waiting (co_await, await, ...), s text, n a number, c a comment.
std::vector<std::string> highlighted_lines(std::string_view text, Language);

}  // namespace book
