#include <http/cookie_date.hpp>

#include <algorithm>
#include <array>
#include <string>

#include <http/detail/ascii.hpp>

namespace aio::http {
namespace {

using detail::is_digit;

constexpr std::array<std::string_view, 12> months = {"jan", "feb", "mar", "apr", "may", "jun",
                                                     "jul", "aug", "sep", "oct", "nov", "dec"};

struct Date {
    std::optional<std::chrono::seconds> time;
    std::optional<int> day, month, year;
};

// Control characters, digits, ':', letters and bytes beyond ASCII make words.
bool is_delimiter(char c) {
    return c == '\t' || (c >= 0x20 && c < 0x7F && !detail::is_alnum(c) && c != ':');
}

// Takes a number of at least `fewest` and at most `most` digits off the text.
// Nothing if there are fewer, or more.
std::optional<int> take_number(std::string_view& text, std::size_t fewest, std::size_t most) {
    std::size_t length = 0;
    int number = 0;
    for (; length < text.size() && is_digit(text[length]); ++length) {
        if (length == most) return std::nullopt;
        number = number * 10 + (text[length] - '0');
    }
    if (length < fewest) return std::nullopt;
    text.remove_prefix(length);
    return number;
}

std::optional<std::chrono::seconds> time_in(std::string_view word) {
    std::array<int, 3> parts{};
    for (std::size_t i = 0; i < parts.size(); ++i) {
        if (i > 0) {
            if (!word.starts_with(':')) return std::nullopt;
            word.remove_prefix(1);
        }
        const auto number = take_number(word, 1, 2);
        if (!number) return std::nullopt;
        parts[i] = *number;
    }
    // A time out of range is still a time, but an impossible one.
    if (parts[0] > 23 || parts[1] > 59 || parts[2] > 59) return std::chrono::seconds(-1);
    return std::chrono::hours(parts[0]) + std::chrono::minutes(parts[1]) +
           std::chrono::seconds(parts[2]);
}

std::optional<int> month_in(std::string_view word) {
    const std::string name = detail::lower(word.substr(0, 3));
    const auto found = std::find(months.begin(), months.end(), name);
    if (found == months.end()) return std::nullopt;
    return static_cast<int>(found - months.begin()) + 1;
}

std::optional<int> year_in(std::string_view word) {
    const auto year = take_number(word, 2, 4);
    if (year && *year >= 70 && *year <= 99) return *year + 1900;
    if (year && *year <= 69) return *year + 2000;
    return year;
}

void take_word(std::string_view word, Date& date) {
    if (!date.time && (date.time = time_in(word))) return;
    std::string_view rest = word;
    if (!date.day && (date.day = take_number(rest, 1, 2))) return;
    if (!date.month && (date.month = month_in(word))) return;
    if (!date.year) date.year = year_in(word);
}

}  // namespace

std::optional<CookieTime> parse_cookie_date(std::string_view text) {
    Date date;
    while (!text.empty()) {
        const auto end = std::find_if(text.begin(), text.end(), is_delimiter);
        const auto length = static_cast<std::size_t>(end - text.begin());
        if (length > 0) take_word(text.substr(0, length), date);
        text.remove_prefix(std::min(length + 1, text.size()));
    }
    if (!date.time || !date.day || !date.month || !date.year) return std::nullopt;
    if (*date.time < std::chrono::seconds(0) || *date.year < 1601) return std::nullopt;

    const auto day = std::chrono::year(*date.year) / *date.month / *date.day;
    if (!day.ok()) return std::nullopt;
    return CookieTime(std::chrono::sys_days(day)) + *date.time;
}

}  // namespace aio::http
