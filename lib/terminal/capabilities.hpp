// What the terminal behind a file descriptor can show, and how to write for it.
//
//   const terminal::Style style = terminal::style_of(STDOUT_FILENO);
//   if (terminal::capabilities_of(STDOUT_FILENO).can_redraw) ...
#pragma once

namespace terminal {

/// What a terminal can do; for a pipe or a file, what is left of that.
struct Capabilities {
    bool is_terminal = false;  ///< not a pipe or a file
    bool can_redraw = false;   ///< lines may be drawn over: a terminal, not TERM=dumb, not CI
    bool colour = false;       ///< like `can_redraw`, and NO_COLOR is not set
    /// The locale's encoding is UTF-8 (LC_ALL, LC_CTYPE, LANG, in that order).
    bool unicode = false;
    bool links = false;  ///< like `can_redraw`; Linux's console would print a link's address
    int width = 80;      ///< columns; 80 if unknown
    int height = 24;     ///< lines; 24 if unknown
};

/// Asks the descriptor and the environment. Never fails: what cannot be found out keeps its
/// default. An empty variable counts as not set (for NO_COLOR that is what https://no-color.org
/// asks for).
Capabilities capabilities_of(int fd);

/// How to write text.
struct Style {
    int width = 80;       ///< columns
    bool colour = false;  ///< ANSI colours
    bool unicode = true;  ///< false: ASCII only
    bool links = false;   ///< OSC 8 hyperlinks
    /// Drawings, and what marks mean, are put into words: for screen readers.
    bool words = false;
};

/// What suits the terminal, at least 20 columns wide. For a pipe or a file it is
/// Style's defaults, so that a transcript is the same wherever it is made.
Style style_of(int fd);

}  // namespace terminal
