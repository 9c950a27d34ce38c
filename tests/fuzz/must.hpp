// What every fuzzer asks: a broken promise ends the program, with its input kept.
#pragma once

#include <cstdio>
#include <cstdlib>
#include <string_view>

inline void must(bool held, const char* promise) {
    if (held) return;
    std::fprintf(stderr, "broken: %s\n", promise);
    std::abort();
}

/// No character that could end a line of a request, and none that is not ASCII.
inline bool is_one_plain_line(std::string_view text) {
    for (const char c : text)
        if (c < ' ' || c > '~') return false;
    return true;
}
