// Keys, one by one, while a Guard that takes keys has the terminal.
//
// Keys are polled, not awaited: Asio would make the terminal non-blocking, and
// a terminal is shared with the shell and with every program that it starts.
#pragma once

#include <string>

namespace terminal {

/// What a key is called here: a letter in lower case, one of these, or '?' for
/// any other, such as an arrow.
constexpr char interrupt_key = '\x03';  ///< Ctrl-C
constexpr char suspend_key = '\x1a';    ///< Ctrl-Z

/// The keyboard behind a descriptor.
class Keyboard {
public:
    explicit Keyboard(int fd) : fd_(fd) {}

    /// The names of the keys pressed since the last call. Does not wait.
    std::string pressed();

    /// The keyboard has gone: no more keys will come.
    bool is_gone() const { return is_gone_; }

private:
    void read_all();

    int fd_;
    std::string unfinished_;  // the beginning of an escape sequence or of a character
    bool is_gone_ = false;
};

}  // namespace terminal
