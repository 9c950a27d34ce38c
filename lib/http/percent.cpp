#include <http/detail/percent.hpp>

#include <http/detail/ascii.hpp>

namespace aio::http::detail {
namespace {

constexpr std::string_view upper_digits = "0123456789ABCDEF";

// The value of a hexadecimal digit, or -1.
int digit_value(char c) {
    if (is_digit(c)) return c - '0';
    const char small = lower(c);
    return small >= 'a' && small <= 'f' ? small - 'a' + 10 : -1;
}

bool is_escape(std::string_view text) {
    return text.size() >= 3 && text[0] == '%' && digit_value(text[1]) >= 0 &&
           digit_value(text[2]) >= 0;
}

bool is_unreserved(char c) { return is_alnum(c) || is_one_of(c, "-._~"); }

}  // namespace

std::string percent_encode(std::string_view text, std::string_view also_allowed, Escapes escapes) {
    std::string out;
    out.reserve(text.size());
    for (std::size_t i = 0; i < text.size(); ++i) {
        const char c = text[i];
        const bool kept = escapes == Escapes::keep && is_escape(text.substr(i));
        if (kept || is_unreserved(c) || is_one_of(c, also_allowed)) {
            out += c;
            continue;
        }
        const auto byte = static_cast<unsigned char>(c);
        out += '%';
        out += upper_digits[byte >> 4];
        out += upper_digits[byte & 15];
    }
    return out;
}

std::string percent_decode(std::string_view text) {
    std::string out;
    out.reserve(text.size());
    for (std::size_t i = 0; i < text.size(); ++i) {
        if (is_escape(text.substr(i))) {
            out += static_cast<char>(digit_value(text[i + 1]) * 16 + digit_value(text[i + 2]));
            i += 2;
        } else {
            out += text[i];
        }
    }
    return out;
}

std::string percent_normalize(std::string_view text) {
    std::string out;
    out.reserve(text.size());
    for (; !text.empty(); text.remove_prefix(1)) {
        if (!is_escape(text)) {
            out += text.front();
            continue;
        }
        const std::string byte = percent_decode(text.substr(0, 3));
        out += percent_encode(byte, "");
        text.remove_prefix(2);
    }
    return out;
}

}  // namespace aio::http::detail
