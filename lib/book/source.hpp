// A program's source as the book shows it: in blocks, each a comment and what stands
// below it. The comment is the text beside the code: there is no second one to rot.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

#include <book/highlight.hpp>

namespace book {

struct Block {
    std::string prose;              ///< the comment above, as Markdown; may be empty
    std::string name;               ///< of the function, type or constant; may be empty
    std::size_t first_line = 1;     ///< of the code, below the comment
    std::vector<std::string> code;  ///< the lines as they are

    [[nodiscard]] std::size_t last_line() const { return first_line + code.size() - 1; }
};

struct Source {
    std::string file;  ///< "lessons/02_create_then_await/lesson.cpp", as tapes name it
    Language language = Language::plain;
    std::string head;  ///< the comment that opens the file, as Markdown
    std::vector<Block> blocks;

    /// Null if there is none.
    [[nodiscard]] const Block* block_at(std::size_t line) const;
    [[nodiscard]] const Block* block_called(std::string_view name) const;
};

/// A block ends at an empty line, unless what follows is indented.
Source parse_source(std::string file, std::string_view text);

/// The first sentence of a head: what the program is about. Without "Lesson 02: ".
std::string first_sentence(const Source&);

}  // namespace book
