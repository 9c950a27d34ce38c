#include <terminal/escapes.hpp>

#include <algorithm>

namespace terminal {
namespace {

std::size_t csi_length(std::string_view text) {
    const auto is_parameter = [](char c) { return c >= 0x20 && c < 0x40; };
    const auto end = std::find_if_not(text.begin() + 2, text.end(), is_parameter);
    if (end == text.end() || *end < 0x40) return 0;
    return static_cast<std::size_t>(end - text.begin()) + 1;
}

std::size_t osc_length(std::string_view text) {
    const std::size_t end = text.find_first_of("\a\x1b", 2);
    if (end == text.npos) return 0;
    if (text[end] == '\a') return end + 1;
    return text.substr(end).starts_with("\x1b\\") ? end + 2 : 0;
}

}  // namespace

std::string escape::up(std::size_t lines) { return "\x1b[" + std::to_string(lines) + "A"; }
std::string escape::to_line(std::size_t number) { return "\x1b[" + std::to_string(number) + ";1H"; }

std::size_t escape_length(std::string_view text) {
    if (text.starts_with("\x1b[")) return csi_length(text);
    if (text.starts_with("\x1b]")) return osc_length(text);
    return 0;
}

bool is_colour(std::string_view sequence) {
    return sequence.starts_with("\x1b[") && sequence.ends_with('m') &&
           sequence.find_first_not_of("0123456789;:", 2) == sequence.size() - 1;
}

std::string without_escapes(std::string_view text) {
    std::string out;
    while (!text.empty()) {
        const std::size_t length = escape_length(text);
        if (length == 0) out += text.front();
        text.remove_prefix(std::max<std::size_t>(length, 1));
    }
    return out;
}

}  // namespace terminal
