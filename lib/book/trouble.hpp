// What stops the making of the book: one line that names the file.
#pragma once

#include <stdexcept>

namespace book {

/// The text is "lessons/02_create_then_await/questions.md:12: what is wrong".
class BookError : public std::runtime_error {
public:
    using std::runtime_error::runtime_error;
};

}  // namespace book
