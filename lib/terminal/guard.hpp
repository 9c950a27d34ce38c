// Gives the terminal back as it was, however the program ends.
//
// While a program draws, the cursor is hidden, and may be above the last lines that were drawn;
// keys may come one by one. A program may end without unwinding: by a signal, by std::exit, by
// std::terminate. So handlers are installed for the signals that end programs, and a hook for exit.
//
// A handler chains: if the signal would have ended the program, the terminal is restored and the
// signal takes its course; if there was another handler before (aio::run's, a sanitizer's), that
// one is called. A handler installed later, by Asio for one, simply replaces this one, and so must
// make sure that the Guard's destructor runs, or call terminal::restore(). Ctrl-Z gives the
// terminal to the shell for a while, in the same way.
#pragma once

namespace terminal {

/// Restores what a Guard has changed, and moves the cursor below what was drawn.
/// Does nothing if there is no Guard. Async-signal-safe.
void restore() noexcept;

struct GuardOptions {
    int fd = 1;                ///< where the program draws
    bool hides_cursor = true;  ///< not on a terminal that could not show it again
    /// The keys of stdin come one by one, without Enter and without an echo;
    /// Ctrl-C and Ctrl-Z are two of them.
    bool takes_keys = false;
};

/// Takes the terminal and installs the handlers; the destructor undoes it. At most
/// one at a time.
class Guard {
public:
    /// Throws std::logic_error if there is another.
    explicit Guard(const GuardOptions& = {});
    ~Guard();
    Guard(const Guard&) = delete;
    Guard& operator=(const Guard&) = delete;

    /// How many lines below the cursor must not be overwritten: what is written next begins on a
    /// new line below them. Until this is called the cursor is left where it is.
    void set_lines_below(int lines) noexcept;

    /// False once restore() was called: draw no more.
    bool is_ours() const noexcept;

    /// True once after Ctrl-Z and `fg`: what was drawn is somewhere above; draw it again.
    bool was_suspended() noexcept;

    /// What Ctrl-Z does where it comes as a key: stops the whole job.
    void suspend() noexcept;

    /// Installs the handlers again where the default has come back: Asio does
    /// so when its last signal_set goes, and does not restore what was before.
    void renew() noexcept;

private:
    int fd_;
};

}  // namespace terminal
