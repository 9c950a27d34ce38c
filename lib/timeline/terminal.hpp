// What the terminal behind a file descriptor can show.
//
//   const auto terminal = timeline::terminal_options(1);
//   timeline::draw(record, {.width = terminal.width, .colour = terminal.colour});
#pragma once

namespace timeline {

struct Terminal {
    bool is_terminal = false;  ///< not a pipe or a file
    bool live = false;         ///< lines may be redrawn in place: a terminal, not TERM=dumb, not CI
    bool colour = false;       ///< as `live`, and NO_COLOR is not set
    /// The locale's encoding is UTF-8 (LC_ALL, LC_CTYPE, LANG, in that order).
    bool unicode = false;
    int width = 80;   ///< columns; 80 if unknown
    int height = 24;  ///< lines; 24 if unknown
};

/// Asks the descriptor and the environment. Never fails: what cannot be
/// found out keeps the value above. An empty variable counts as not set
/// (for NO_COLOR that is what https://no-color.org asks for).
Terminal terminal_options(int fd);

}  // namespace timeline
