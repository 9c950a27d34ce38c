// The terminal while `watch` has it: keys come one by one, without Enter and
// without an echo, and the cursor is hidden. It is given back as it was however
// the program ends, be it by exit() or a crash.
//
// Keys are polled, not awaited: Asio would make the terminal non-blocking, and
// a terminal is shared with the shell and with every program that it starts.
#pragma once

#include <string>
#include <vector>

namespace coach {

/// What a key is called here: a letter in lower case, one of these, or '?' for
/// any other, such as an arrow.
constexpr char interrupt_key = '\x03';  ///< Ctrl-C
constexpr char suspend_key = '\x1a';    ///< Ctrl-Z

class KeyTerminal {
public:
    /// `hides_cursor`: not on a terminal that could not show it again.
    explicit KeyTerminal(bool hides_cursor);
    ~KeyTerminal();
    KeyTerminal(const KeyTerminal&) = delete;
    KeyTerminal& operator=(const KeyTerminal&) = delete;

    /// What was typed since the last call. Does not wait.
    std::string keys();
    /// Nobody is there any more.
    bool is_gone() const { return is_gone_; }

    /// Writes all of it.
    void write(const std::string& text);

    /// Ctrl-Z: gives the terminal to the shell, and takes it again after `fg`.
    void suspend();

private:
    std::string unfinished_;  // the begin of an escape sequence
    bool is_gone_ = false;
};

}  // namespace coach
