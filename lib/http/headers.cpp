#include <http/headers.hpp>

#include <algorithm>
#include <array>
#include <stdexcept>

#include <http/detail/ascii.hpp>

namespace aio::http {
namespace {

using detail::equal_ignoring_case;

// A table, because every name is checked character by character.
constexpr auto token_characters = [] {
    std::array<bool, 256> table{};
    for (std::size_t i = 0; i < table.size(); ++i) {
        const char c = static_cast<char>(i);
        table[i] = detail::is_alnum(c) || detail::is_one_of(c, "!#$%&'*+-.^_`|~");
    }
    return table;
}();

bool is_token_character(char c) { return token_characters[static_cast<unsigned char>(c)]; }

bool has_line_end(std::string_view text) {
    return text.find('\r') != text.npos || text.find('\n') != text.npos ||
           text.find('\0') != text.npos;
}

// The offending text is not shown: its line ends would break the message, too.
void check(std::string_view name, std::string_view value) {
    if (!detail::all_of(name, is_token_character))
        throw std::invalid_argument(
            "Headers: a name is empty or has a character not allowed in header names; use "
            "letters, digits and hyphens");
    if (has_line_end(value))
        throw std::invalid_argument("Headers: the value of " + std::string(name) +
                                    " has a CR, LF or NUL in it; remove it, or encode the value");
}

auto named(std::string_view name) {
    return [name](const Headers::Field& field) { return equal_ignoring_case(field.name, name); };
}

}  // namespace

Headers::Headers(std::initializer_list<std::pair<std::string_view, std::string_view>> fields) {
    for (const auto& [name, value] : fields) add(name, value);
}

void Headers::add(std::string_view name, std::string_view value) {
    check(name, value);
    if (fields_.empty()) fields_.reserve(8);  // few heads have more
    fields_.push_back({std::string(name), std::string(value)});
}

void Headers::set(std::string_view name, std::string_view value) {
    check(name, value);
    Field field{std::string(name), std::string(value)};
    const auto first = std::find_if(fields_.begin(), fields_.end(), named(name));
    if (first == fields_.end()) {
        fields_.push_back(std::move(field));
        return;
    }
    fields_.erase(std::remove_if(first + 1, fields_.end(), named(field.name)), fields_.end());
    *first = std::move(field);
}

std::size_t Headers::remove(std::string_view name) {
    // A copy: the name may be one of ours.
    return std::erase_if(fields_, named(std::string(name)));
}

std::optional<std::string_view> Headers::get(std::string_view name) const {
    const auto first = std::find_if(fields_.begin(), fields_.end(), named(name));
    if (first == fields_.end()) return std::nullopt;
    return first->value;
}

std::vector<std::string_view> Headers::get_all(std::string_view name) const {
    std::vector<std::string_view> values;
    for (const Field& field : fields_)
        if (equal_ignoring_case(field.name, name)) values.push_back(field.value);
    return values;
}

Headers Headers::merged_with(const Headers& request) const {
    Headers merged = *this;
    for (auto field = request.begin(); field != request.end(); ++field) {
        const bool given_before = std::any_of(request.begin(), field, named(field->name));
        if (given_before) {
            merged.add(field->name, field->value);
        } else {
            merged.set(field->name, field->value);
        }
    }
    return merged;
}

}  // namespace aio::http
