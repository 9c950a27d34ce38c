#include <terminal/wrap.hpp>

#include <algorithm>

#include <terminal/width.hpp>

namespace terminal {
namespace {

constexpr std::size_t deepest_indent = 8;
constexpr int fewest_columns = 8;  // however deep the indent

std::vector<std::string> words_of(std::string_view line) {
    std::vector<std::string> words;
    while (!line.empty()) {
        const std::size_t end = std::min(line.find(' '), line.size());
        if (end > 0) words.emplace_back(line.substr(0, end));
        line.remove_prefix(std::min(end + 1, line.size()));
    }
    return words;
}

// "9", "9.000", "(3"; not "exercise.cpp:9".
bool is_number(std::string_view word) {
    word.remove_prefix(std::min(word.find_first_not_of("("), word.size()));
    return !word.empty() && word.find_first_not_of("0123456789.,") == word.npos &&
           word.back() >= '0' && word.back() <= '9';
}

bool is_sign(std::string_view word) { return word == "+" || word == "="; }

using Word = std::vector<std::string>::const_iterator;

// The end of the words from `first` on that stay together, including sums if `sums`; `first` itself
// if they do not fit into a line.
Word end_of_group(Word first, Word last, bool sums, int columns) {
    int used = columns_of(*first);
    Word end = first + 1;
    while (end != last && (is_number(end[-1]) || (sums && is_sign(end[-1])))) {
        used += 1 + columns_of(*end);
        if (used > columns) return first;
        ++end;
    }
    return end;
}

// Pieces, each of words that stay together. A sum that does not fit into a line may be broken after
// its signs, and a piece that still does not fit, anywhere.
std::vector<std::string> kept_together(const std::vector<std::string>& words, int columns) {
    std::vector<std::string> pieces;
    for (Word at = words.begin(); at != words.end();) {
        Word end = end_of_group(at, words.end(), true, columns);
        if (end == at) end = end_of_group(at, words.end(), false, columns);
        if (end == at) end = at + 1;
        pieces.push_back(*at);
        while (++at != end) pieces.back().append(" ").append(*at);
    }
    return pieces;
}

}  // namespace

std::vector<std::string> lines_of(std::string_view text) {
    std::vector<std::string> lines;
    while (!text.empty()) {
        const std::size_t end = std::min(text.find('\n'), text.size());
        lines.emplace_back(text.substr(0, end));
        text.remove_prefix(std::min(end + 1, text.size()));
    }
    return lines;
}

std::vector<std::string> fill(const std::vector<std::string>& pieces, int columns,
                              std::string_view between) {
    std::vector<std::string> lines;
    for (const std::string& piece : pieces) {
        const int beside =
            lines.empty() ? 0 : columns_of(lines.back()) + columns_of(between) + columns_of(piece);
        if (!lines.empty() && beside <= columns) {
            lines.back().append(between).append(piece);
            continue;
        }
        for (std::string& part : fold(piece, columns)) lines.push_back(std::move(part));
    }
    return lines;
}

std::vector<std::string> wrap(std::string_view text, int columns, std::string_view indent) {
    std::vector<std::string> lines;
    for (const std::string& line : lines_of(text)) {
        const std::size_t spaces = std::min(line.find_first_not_of(' '), line.size());
        const std::string margin =
            std::string(indent).append(std::min(spaces, deepest_indent), ' ');
        const int room = std::max(columns - columns_of(margin), fewest_columns);
        const std::vector<std::string> words = words_of(line);
        for (const std::string& wrapped : fill(kept_together(words, room), room))
            lines.push_back(margin + wrapped);
        if (words.empty()) lines.emplace_back();
    }
    return lines;
}

}  // namespace terminal
