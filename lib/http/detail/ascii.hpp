// Characters as the protocols know them: ASCII, whatever the locale says.
#pragma once

#include <algorithm>
#include <string>
#include <string_view>

namespace aio::http::detail {

constexpr bool is_digit(char c) { return c >= '0' && c <= '9'; }
constexpr bool is_alpha(char c) { return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z'); }
constexpr bool is_alnum(char c) { return is_alpha(c) || is_digit(c); }

/// Whether `c` is in `set`: strings are searched as sets of characters.
constexpr bool is_one_of(char c, std::string_view set) {
    return set.find(c) != std::string_view::npos;
}

/// A control character: never part of a header's text, nor of a cookie.
constexpr bool is_control(char c) { return static_cast<unsigned char>(c) < 0x20 || c == 0x7F; }

constexpr char lower(char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c; }

inline std::string lower(std::string_view text) {
    std::string out(text);
    std::transform(out.begin(), out.end(), out.begin(), [](char c) { return lower(c); });
    return out;
}

/// "Content-Type" and "content-type" are the same name.
constexpr bool equal_ignoring_case(std::string_view a, std::string_view b) {
    return std::equal(a.begin(), a.end(), b.begin(), b.end(),
                      [](char x, char y) { return lower(x) == lower(y); });
}

/// Whether the text is not empty and every character of it is `wanted`.
template <class Predicate>
constexpr bool all_of(std::string_view text, Predicate wanted) {
    return !text.empty() && std::all_of(text.begin(), text.end(), wanted);
}

/// `text` without the characters of `set` at its two ends.
constexpr std::string_view trim(std::string_view text, std::string_view set = " \t") {
    const auto first = text.find_first_not_of(set);
    if (first == std::string_view::npos) return {};
    return text.substr(first, text.find_last_not_of(set) - first + 1);
}

/// Returns the part of `text` before `separator`, and removes both from `text`. All of it, if there
/// is no separator.
constexpr std::string_view take_until(std::string_view& text, char separator) {
    const auto end = text.find(separator);
    const std::string_view taken = text.substr(0, end);
    text.remove_prefix(end == std::string_view::npos ? text.size() : end + 1);
    return taken;
}

}  // namespace aio::http::detail
