#include <timeline/utf8.hpp>

#include <cstddef>
#include <cstdint>

namespace timeline {
namespace {

bool is_continuation(char c) { return (static_cast<unsigned char>(c) & 0xC0) == 0x80; }

// How many bytes the text's first character has; 0 if there is none.
std::size_t character(std::string_view text) {
    const auto first = static_cast<unsigned char>(text[0]);
    if (first < 0x80) return 1;
    const std::size_t bytes = first >= 0xF0 ? 4 : first >= 0xE0 ? 3 : 2;
    if (first < 0xC2 || first > 0xF4 || text.size() < bytes) return 0;
    for (std::size_t i = 1; i < bytes; ++i)
        if (!is_continuation(text[i])) return 0;
    // Overlong forms, surrogates, and what is above U+10FFFF.
    const auto second = static_cast<unsigned char>(text[1]);
    if ((first == 0xE0 && second < 0xA0) || (first == 0xED && second > 0x9F) ||
        (first == 0xF0 && second < 0x90) || (first == 0xF4 && second > 0x8F))
        return 0;
    return bytes;
}

}  // namespace

std::string valid_utf8(std::string_view text, std::size_t longest) {
    std::string valid;
    for (std::size_t i = 0; i < text.size();) {
        const std::size_t bytes = character(text.substr(i));
        const std::string_view piece = bytes > 0 ? text.substr(i, bytes) : "\xEF\xBF\xBD";
        if (valid.size() + piece.size() > longest) break;
        valid += piece;
        i += bytes > 0 ? bytes : 1;
    }
    return valid;
}

}  // namespace timeline
