// Gives the terminal back as it was, however the program ends.
//
// While a live view is on, the cursor is hidden and stands above the last
// lines that were drawn. A program may end without unwinding: by a signal, by
// std::exit, by std::terminate. So handlers are installed for the signals
// that end programs, and a hook for exit.
//
// A handler chains: if the signal would have ended the program, the terminal
// is restored and the signal takes its course; if somebody else handled it
// before (aio::run, a sanitizer), that handler is called. A handler installed
// later, by aio::run for one, simply replaces this one, and so must see to
// it that the live view's destructor runs, or call restore_terminal().
// Ctrl-Z gives the terminal to the shell for a while, in the same way.
#pragma once

namespace timeline {

/// Shows the cursor and moves it below what a live view has drawn. Does
/// nothing if no live view is on. Async-signal-safe.
void restore_terminal() noexcept;

/// For the live view: takes the terminal `fd`, hides the cursor and installs
/// the handlers; the destructor undoes it. At most one at a time.
class TerminalGuard {
public:
    /// Throws std::logic_error if another live view is on.
    explicit TerminalGuard(int fd);
    ~TerminalGuard();
    TerminalGuard(const TerminalGuard&) = delete;
    TerminalGuard& operator=(const TerminalGuard&) = delete;

    /// How many lines there are below the cursor that must not be overwritten.
    void set_lines_below(int lines) noexcept;

    /// False once restore_terminal() was called: draw no more.
    bool is_ours() const noexcept;

    /// True once after Ctrl-Z and `fg`: what was drawn is somewhere above, draw anew.
    bool was_suspended() noexcept;

    /// Installs the handlers again where the default has come back: Asio does
    /// so when its last signal_set goes, and does not restore what was before.
    void renew() noexcept;

private:
    int fd_;
};

}  // namespace timeline
