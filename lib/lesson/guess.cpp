#include <lesson/guess.hpp>

#include <fmt/format.h>
#include <poll.h>
#include <unistd.h>

#include <charconv>
#include <cmath>
#include <cstdlib>

namespace lesson {
namespace {

std::string in_seconds(double seconds) { return fmt::format("{:.4g} s", seconds); }

std::string_view trimmed(std::string_view text) {
    const auto is_blank = [](char c) { return c == ' ' || c == '\t' || c == '\r'; };
    while (!text.empty() && is_blank(text.front())) text.remove_prefix(1);
    while (!text.empty() && is_blank(text.back())) text.remove_suffix(1);
    return text;
}

}  // namespace

bool can_ask() {
    return isatty(STDIN_FILENO) && isatty(STDOUT_FILENO) && std::getenv("CI") == nullptr;
}

// A terminal hands over whole lines, so that what is typed can be corrected.
std::optional<std::string> read_typed_line(int descriptor, std::chrono::milliseconds limit) {
    pollfd input{descriptor, POLLIN, 0};
    if (poll(&input, 1, static_cast<int>(limit.count())) <= 0) return {};
    char text[256];
    const ssize_t size = read(descriptor, text, sizeof text);
    if (size <= 0) return {};
    const std::string_view line(text, static_cast<std::size_t>(size));
    return std::string(line.substr(0, line.find('\n')));
}

std::optional<double> seconds_in(std::string_view typed) {
    std::string_view text = trimmed(typed);
    if (text.ends_with('s')) text = trimmed(text.substr(0, text.size() - 1));
    double seconds = 0;
    const auto [rest, error] = std::from_chars(text.data(), text.data() + text.size(), seconds);
    const bool is_all = error == std::errc() && rest == text.data() + text.size();
    if (!is_all || !std::isfinite(seconds) || seconds < 0) return {};
    return seconds;
}

// In real time a lesson takes a few milliseconds more than it says; no guess includes these.
std::string compared(double guess, aio::duration took) {
    const double exact = std::chrono::duration<double>(took).count();
    const double seconds = std::round(exact * 10) / 10, apart = std::abs(guess - seconds);
    if (apart < 0.05)
        return fmt::format("Your guess was {}, and it took {}.", in_seconds(guess),
                           in_seconds(seconds));
    return fmt::format("Your guess was {}. It took {}: {} {}.", in_seconds(guess),
                       in_seconds(seconds), in_seconds(apart), guess < seconds ? "more" : "less");
}

}  // namespace lesson
