#include <coach/similar.hpp>

#include <algorithm>
#include <cctype>
#include <iterator>
#include <map>
#include <set>

namespace coach {
namespace {

constexpr std::size_t run_length = 6;     // tokens
constexpr std::size_t least_of_own = 12;  // runs: fewer may be chance
constexpr int nearly = 75;                // percent

const std::set<std::string_view> counted_words{
    "auto",  "bool",      "break", "case",     "catch",  "char",   "co_await", "co_return",
    "const", "continue",  "do",    "double",   "else",   "false",  "for",      "if",
    "int",   "namespace", "new",   "return",   "static", "struct", "switch",   "template",
    "throw", "true",      "try",   "typename", "using",  "void",   "while",    "co_yield"};

bool in_word(char c) { return std::isalnum(static_cast<unsigned char>(c)) != 0 || c == '_'; }

// The end of a comment, or of a text in quotes, that begins at `at`; otherwise `at`.
std::size_t behind_comment(std::string_view text, std::size_t at) {
    if (text.compare(at, 2, "//") == 0) return std::min(text.find('\n', at), text.size());
    if (text.compare(at, 2, "/*") == 0) {
        const auto end = text.find("*/", at + 2);
        return end == text.npos ? text.size() : end + 2;
    }
    return at;
}
std::size_t behind_quotes(std::string_view text, std::size_t at) {
    if (text[at] != '"' && text[at] != '\'') return at;
    std::size_t end = at + 1;
    while (end < text.size() && text[end] != text[at] && text[end] != '\n')
        end += text[end] == '\\' ? 2 : 1;
    return std::min(end + 1, text.size());
}

// Each token as its kind, in one character or a word: names are "n", numbers "0".
std::vector<std::string_view> tokens_of(std::string_view text) {
    std::vector<std::string_view> tokens;
    for (std::size_t at = 0; at < text.size();) {
        if (const auto end = behind_comment(text, at); end > at) {
            at = end;
        } else if (const auto quotes = behind_quotes(text, at); quotes > at) {
            tokens.push_back("\"");
            at = quotes;
        } else if (in_word(text[at])) {
            const auto begin = at;
            while (at < text.size() && in_word(text[at])) ++at;
            const std::string_view word = text.substr(begin, at - begin);
            const bool is_number = std::isdigit(static_cast<unsigned char>(word[0])) != 0;
            tokens.push_back(is_number ? "0" : counted_words.contains(word) ? word : "n");
        } else if (std::isspace(static_cast<unsigned char>(text[at])) != 0) {
            ++at;
        } else {
            tokens.push_back(text.substr(at++, 1));
        }
    }
    return tokens;
}

// FNV-1a, 32 bits: nobody would gain from a collision.
std::uint32_t hash(const std::string_view* begin, std::size_t count) {
    std::uint32_t value = 2166136261u;
    const auto add = [&](char c) { value = (value ^ static_cast<unsigned char>(c)) * 16777619u; };
    for (std::size_t i = 0; i < count; ++i) {
        for (const char c : begin[i]) add(c);
        add(' ');
    }
    return value;
}

std::size_t in_both(const Fingerprint& a, const Fingerprint& b) {
    Fingerprint both;
    std::ranges::set_intersection(a, b, std::back_inserter(both));
    return both.size();
}

// 0 if there is too little to compare.
int percent_alike(const Compared& a, const Compared& b) {
    const std::size_t both = in_both(a.own, b.own);
    if (both < least_of_own) return 0;
    return static_cast<int>(both * 100 / (a.own.size() + b.own.size() - both));
}

}  // namespace

Fingerprint fingerprint(std::string_view source) {
    const std::vector<std::string_view> tokens = tokens_of(source);
    std::set<std::uint32_t> all;
    for (std::size_t i = 0; i + run_length <= tokens.size(); ++i)
        all.insert(hash(&tokens[i], run_length));
    return {all.begin(), all.end()};
}

Fingerprint without(const Fingerprint& all, const Fingerprint& others) {
    Fingerprint rest;
    std::ranges::set_difference(all, others, std::back_inserter(rest));
    return rest;
}

std::vector<Alike> find_alike(const std::vector<Compared>& files) {
    std::map<std::string, std::vector<const Compared*>> by_content;
    for (const Compared& one : files) by_content[one.sha256].push_back(&one);
    std::vector<Alike> found;
    std::vector<const Compared*> different;  // one of each content
    for (const auto& [content, same] : by_content) {
        different.push_back(same.front());
        if (same.size() < 2) continue;
        Alike group{.is_equal = true};
        for (const Compared* one : same) group.rows.push_back(one->row);
        found.push_back(std::move(group));
    }
    for (std::size_t i = 0; i < different.size(); ++i)
        for (std::size_t j = i + 1; j < different.size(); ++j)
            if (const int percent = percent_alike(*different[i], *different[j]); percent >= nearly)
                found.push_back(
                    {.rows = {different[i]->row, different[j]->row}, .percent = percent});
    for (Alike& one : found) std::ranges::sort(one.rows);
    std::ranges::sort(found, {}, &Alike::rows);
    return found;
}

}  // namespace coach
