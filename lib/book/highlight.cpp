#include <book/highlight.hpp>

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <optional>
#include <set>
#include <utility>

#include <book/html.hpp>

namespace book {
namespace {

using Words = std::set<std::string_view>;

const Words waiting_words{"co_await", "co_return", "co_yield", "await", "async", "yield"};
const Words cpp_words{
    "auto",     "bool",      "break",     "case",     "catch",   "char",      "class",
    "const",    "consteval", "constexpr", "continue", "default", "delete",    "do",
    "double",   "else",      "enum",      "explicit", "false",   "float",     "for",
    "friend",   "if",        "inline",    "int",      "long",    "mutable",   "namespace",
    "new",      "noexcept",  "nullptr",   "operator", "private", "protected", "public",
    "requires", "return",    "short",     "signed",   "sizeof",  "static",    "static_cast",
    "struct",   "switch",    "template",  "this",     "throw",   "true",      "try",
    "typename", "union",     "unsigned",  "using",    "virtual", "void",      "while"};
const Words python_words{"False",   "None",     "True",     "and",    "as",   "assert", "break",
                         "class",   "continue", "def",      "del",    "elif", "else",   "except",
                         "finally", "for",      "from",     "global", "if",   "import", "in",
                         "is",      "lambda",   "nonlocal", "not",    "or",   "pass",   "raise",
                         "return",  "self",     "try",      "while",  "with"};

bool is_letter(char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_' || (c & 0x80) != 0;
}
bool is_digit(char c) { return c >= '0' && c <= '9'; }

// Reads a text from its beginning, piece by piece. A piece that goes over several lines,
// such as a docstring, is marked up on each of them.
class Painter {
public:
    Painter(std::string_view text, Language language) : rest_(text), language_(language) {}

    std::vector<std::string> lines() {
        while (!rest_.empty()) next();
        if (!line_.empty()) lines_.push_back(line_);
        return std::move(lines_);
    }

private:
    void next() {
        if (language_ == Language::plain) return take(rest_.size(), "");
        if (const auto length = comment()) return take(*length, "c");
        if (const auto length = quoted()) return take(*length, "s");
        if (is_digit(rest_[0])) return take(number(), "n");
        if (is_letter(rest_[0])) return word();
        const bool opens = rest_[0] == '(' && !rest_.starts_with("()");
        take(1, "");
        if (opens) line_ += "<wbr>";  // where a narrow page may break the line
    }

    [[nodiscard]] std::optional<std::size_t> comment() const {
        if (language_ == Language::cpp && rest_.starts_with("/*"))
            return std::min(rest_.find("*/", 2), rest_.size() - 2) + 2;
        if (!rest_.starts_with(language_ == Language::cpp ? "//" : "#")) return std::nullopt;
        return std::min(rest_.find('\n'), rest_.size());
    }

    [[nodiscard]] std::optional<std::size_t> quoted() const {
        for (const std::string_view mark : {"\"\"\"", "R\"(", "\"", "'"}) {
            if (!rest_.starts_with(mark)) continue;
            const bool is_cpp = language_ == Language::cpp;
            if (is_cpp ? mark == "\"\"\"" : mark == "R\"(") continue;
            return end_of_quoted(mark.size(), mark == "R\"(" ? ")\"" : mark);
        }
        return std::nullopt;
    }

    [[nodiscard]] std::size_t end_of_quoted(std::size_t at, std::string_view end) const {
        for (; at < rest_.size(); ++at) {
            if (rest_[at] == '\\')
                ++at;
            else if (rest_.substr(at).starts_with(end))
                return at + end.size();
            else if (rest_[at] == '\n' && end.size() == 1)
                return at;
        }
        return rest_.size();
    }

    // With its unit, as in 3s, and C++'s marks between digits.
    [[nodiscard]] std::size_t number() const {
        std::size_t at = 1;
        while (at < rest_.size() &&
               (is_digit(rest_[at]) || is_letter(rest_[at]) || rest_[at] == '.' ||
                (rest_[at] == '\'' && language_ == Language::cpp)))
            ++at;
        return at;
    }

    void word() {
        std::size_t end = 1;
        while (end < rest_.size() && (is_letter(rest_[end]) || is_digit(rest_[end]))) ++end;
        const std::string_view text = rest_.substr(0, end);
        const Words& keywords = language_ == Language::cpp ? cpp_words : python_words;
        const bool after_hash = text == "include" && line_.ends_with("#");
        take(end, waiting_words.contains(text)            ? "w"
                  : keywords.contains(text) || after_hash ? "k"
                                                          : "");
    }

    void take(std::size_t length, std::string_view look) {
        std::string_view piece = rest_.substr(0, length);
        rest_.remove_prefix(piece.size());
        for (;;) {
            const std::size_t end = piece.find('\n');
            put(piece.substr(0, end), look);
            if (end == piece.npos) return;
            lines_.push_back(std::exchange(line_, {}));
            piece.remove_prefix(end + 1);
        }
    }

    void put(std::string_view text, std::string_view look) {
        if (text.empty()) return;
        line_ +=
            look.empty() ? escaped(text) : fmt::format("<b class={}>{}</b>", look, escaped(text));
    }

    std::string_view rest_;
    Language language_;
    std::string line_;
    std::vector<std::string> lines_;
};

}  // namespace

Language language_of(std::string_view name) {
    if (name == "cpp" || name == "c++") return Language::cpp;
    if (name == "python" || name == "py") return Language::python;
    return Language::plain;
}

std::vector<std::string> highlighted_lines(std::string_view text, Language language) {
    return Painter(text, language).lines();
}

}  // namespace book
