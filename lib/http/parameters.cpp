#include <http/detail/parameters.hpp>

#include <algorithm>

#include <http/detail/ascii.hpp>

namespace aio::http::detail {
namespace {

// Where the quoted string at the start of the text ends, after its closing quote. 0 if there is
// none, or the quote is never closed.
std::size_t end_of_quoted(std::string_view text) {
    if (!text.starts_with('"')) return 0;
    for (std::size_t i = 1; i < text.size(); ++i) {
        if (text[i] == '"') return i + 1;
        if (text[i] == '\\') ++i;
    }
    return 0;
}

// A quoted value ends at its quote, and may hold a ';'. Any other ends at a ';'.
std::string_view take_value(std::string_view& rest) {
    rest.remove_prefix(std::min(rest.find_first_not_of(" \t"), rest.size()));
    if (const std::size_t end = end_of_quoted(rest)) {
        const std::string_view behind = trim(rest.substr(end));
        if (behind.empty() || behind.front() == ';') {
            const std::string_view value = rest.substr(0, end);
            rest.remove_prefix(end);
            take_until(rest, ';');
            return value;
        }
    }
    return trim(take_until(rest, ';'));
}

}  // namespace

std::pair<std::string_view, std::string_view> take_parameter(std::string_view& rest) {
    const std::size_t end = std::min(rest.find_first_of("=;"), rest.size());
    const std::string_view name = trim(rest.substr(0, end));
    const bool has_value = end < rest.size() && rest[end] == '=';
    rest.remove_prefix(std::min(end + 1, rest.size()));
    return {name, has_value ? take_value(rest) : std::string_view()};
}

}  // namespace aio::http::detail
