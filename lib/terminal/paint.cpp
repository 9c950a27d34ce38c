#include <terminal/paint.hpp>

#include <unistd.h>

#include <array>

#include <terminal/escapes.hpp>

namespace terminal {
namespace {

// Encoded as RFC 3986 wants it in a path.
std::string percent_encoded(std::string_view path) {
    constexpr std::string_view digits = "0123456789ABCDEF";
    constexpr std::string_view as_they_are =
        "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789/-._~";
    std::string out;
    for (const char c : path) {
        const auto byte = static_cast<unsigned char>(c);
        if (as_they_are.find(c) != as_they_are.npos)
            out += c;
        else
            out.append("%").append(1, digits[byte >> 4]).append(1, digits[byte & 0xF]);
    }
    return out;
}

}  // namespace

std::string sgr::reversed(std::string_view parameters) {
    return std::string("7;").append(parameters);
}

std::string paint(std::string_view text, std::string_view parameters, const Style& style) {
    if (!style.colour || text.empty() || parameters.empty()) return std::string(text);
    return std::string("\x1b[").append(parameters).append("m").append(text).append(escape::plain);
}

std::string file_link(std::string_view path, std::string_view text, const Style& style) {
    if (!style.links) return std::string(text);
    std::array<char, 256> host{};
    if (gethostname(host.data(), host.size() - 1) != 0) host[0] = '\0';
    return std::string("\x1b]8;;file://")
        .append(host.data())
        .append(percent_encoded(path))
        .append("\x1b\\")
        .append(text)
        .append("\x1b]8;;\x1b\\");
}

}  // namespace terminal
