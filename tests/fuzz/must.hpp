// What every fuzzer uses: a broken promise ends the program, so that its input is kept.
#pragma once

#include <cstdio>
#include <cstdlib>
#include <string_view>

inline void must(bool held, const char* promise) {
    if (held) return;
    std::fprintf(stderr, "broken: %s\n", promise);
    std::abort();
}

/// Whether the text is ASCII without characters that could end a line of a request.
inline bool is_one_plain_line(std::string_view text) {
    for (const char c : text)
        if (c < ' ' || c > '~') return false;
    return true;
}
