// The page of one lesson.
#pragma once

#include <string>

#include <book/lesson_material.hpp>

namespace book {

/// How pages refer to each other: a file each, or all in one.
struct Links {
    bool one_file = false;

    [[nodiscard]] std::string home() const { return one_file ? "#contents" : "index.html"; }
    [[nodiscard]] std::string lesson(const std::string& number) const {
        return one_file ? "#" + number : number + ".html";
    }
};

/// Its neighbours may be null.
struct Neighbours {
    const Lesson *before = nullptr, *after = nullptr;
};

/// An <article>, with the tapes that it plays.
std::string lesson_html(const Lesson&, const Neighbours&, const Links&);

}  // namespace book
