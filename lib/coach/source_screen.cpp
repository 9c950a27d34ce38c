#include <coach/source_screen.hpp>

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cctype>
#include <cstddef>
#include <utility>
#include <vector>

namespace coach {
namespace {

struct Token {
    enum Kind { word, number, text, mark, end_of_line };
    Kind kind = mark;
    std::string spelling = {};
    int line = 1;
    bool begins_line = false;  // the first on its line
};

bool begins_word(char c) {
    const auto u = static_cast<unsigned char>(c);
    return std::isalpha(u) != 0 || c == '_' || c == '$' || u >= 0x80;
}
bool is_of_word(char c) { return begins_word(c) || std::isdigit(static_cast<unsigned char>(c)); }

// What compilers take for white space beyond ASCII's, and the mark that some editors put before a
// text.
std::size_t length_of_space(std::string_view text) {
    static constexpr std::string_view spaces[] = {
        "\ufeff", "\u0085", "\u00a0", "\u1680", "\u180e", "\u2000", "\u2001",
        "\u2002", "\u2003", "\u2004", "\u2005", "\u2006", "\u2007", "\u2008",
        "\u2009", "\u200a", "\u2028", "\u2029", "\u202f", "\u205f", "\u3000"};
    if (static_cast<unsigned char>(text.front()) < 0x80) return 0;
    for (const std::string_view space : spaces)
        if (text.starts_with(space)) return space.size();
    return 0;
}

// The one or two characters that end a line on some system: \n, \r\n, \r; and \n\r after a
// backslash.
std::size_t length_of_line_end(std::string_view text, bool is_spliced) {
    if (text.empty() || (text[0] != '\n' && text[0] != '\r')) return 0;
    const bool has_two = text.size() > 1 && (text[1] == '\n' || text[1] == '\r') &&
                         text[1] != text[0] && (is_spliced || text[0] == '\r');
    return has_two ? 2 : 1;
}

// The characters of a text as a compiler sees them: without splices (a backslash at the end of
// a line joins it with the next), with one kind of line end and one of space.
class Characters {
public:
    explicit Characters(std::string_view text) : original_(text) {
        int line = 1;
        for (std::size_t i = 0; i < text.size();) {
            const std::string_view rest = text.substr(i);
            if (const std::size_t splice = length_of_splice(rest)) {
                i += splice;
                ++line;
            } else if (const std::size_t end = length_of_line_end(rest, false)) {
                add('\n', line++, i);
                i += end;
            } else if (const std::size_t space = length_of_space(rest)) {
                add(' ', line, i);
                i += space;
            } else {
                add(text[i], line, i);
                ++i;
            }
        }
    }

    bool at_end() const { return at_ >= all_.size(); }
    char peek(std::size_t ahead = 0) const {
        return at_ + ahead < all_.size() ? all_[at_ + ahead] : '\0';
    }
    char take() { return all_[at_++]; }
    int line() const {
        return at_end() ? (places_.empty() ? 1 : places_.back().line) : places_[at_].line;
    }
    bool has(std::string_view text) const { return all_.compare(at_, text.size(), text) == 0; }
    // Skips to after `text`, or to the end.
    void skip_behind(std::string_view text) {
        const auto found = all_.find(text, at_);
        at_ = found == all_.npos ? all_.size() : found + text.size();
    }
    // Skips a raw string, from its quote on. In it a backslash is just a backslash.
    void skip_raw_string() {
        const std::size_t quote = places_[at_].offset;
        const auto open = original_.find('(', quote);
        if (open == original_.npos) return skip_behind("\"");
        const std::string end =
            ")" + std::string(original_.substr(quote + 1, open - quote - 1)) + "\"";
        const auto close = original_.find(end, open);
        const std::size_t behind = close == original_.npos ? close : close + end.size();
        while (!at_end() && places_[at_].offset < behind) ++at_;
    }

private:
    struct Place {
        int line;
        std::size_t offset;  // in the original
    };

    static std::size_t length_of_splice(std::string_view text) {
        if (text.front() != '\\') return 0;
        const auto end = text.find_first_not_of(" \t\f\v", 1);
        if (end == text.npos) return 0;
        const std::size_t line_end = length_of_line_end(text.substr(end), true);
        return line_end == 0 ? 0 : end + line_end;
    }
    void add(char c, int line, std::size_t offset) {
        all_ += c;
        places_.push_back({line, offset});
    }

    std::string_view original_;
    std::string all_;
    std::vector<Place> places_;  // of each of them
    std::size_t at_ = 0;
};

class Lexer {
public:
    explicit Lexer(std::string_view text) : from_(text) {}

    std::vector<Token> tokens() {
        while (!from_.at_end()) take();
        put(Token::end_of_line, "\n", from_.line());
        return std::move(all_);
    }

private:
    void put(Token::Kind kind, std::string spelling, int line) {
        all_.push_back({kind, std::move(spelling), line, begins_line_});
        begins_line_ = kind == Token::end_of_line;
    }

    void take() {
        const char c = from_.peek();
        const int line = from_.line();
        if (c == '\n') {
            from_.take();
            put(Token::end_of_line, "\n", line);
        } else if (std::isspace(static_cast<unsigned char>(c)) != 0) {
            from_.take();
        } else if (from_.has("//")) {
            while (!from_.at_end() && from_.peek() != '\n') from_.take();
        } else if (from_.has("/*")) {
            from_.take();
            from_.take();
            from_.skip_behind("*/");
        } else if (begins_word(c)) {
            take_word(line);
        } else if (std::isdigit(static_cast<unsigned char>(c)) != 0) {
            // 1'000 is one number: what follows is not a character.
            std::string digits;
            while (is_of_word(from_.peek()) || from_.peek() == '.' ||
                   (from_.peek() == '\'' && is_of_word(from_.peek(1))))
                digits += from_.take();
            put(Token::number, digits, line);
        } else if (c == '"' || c == '\'') {
            take_quoted(c, line);
        } else if (c == '<' && is_included()) {
            take_header_name(line);
        } else {
            take_mark(line);
        }
    }

    void take_word(int line) {
        std::string word;
        while (is_of_word(from_.peek())) word += from_.take();
        static constexpr std::array raw{"R", "LR", "uR", "UR", "u8R"};
        if (from_.peek() == '"' && std::ranges::find(raw, word) != raw.end()) {
            from_.skip_raw_string();
            return put(Token::text, "", line);
        }
        put(Token::word, word, line);
    }

    // After #include, <a//b> is a name, not a comment.
    bool is_included() const {
        if (all_.size() < 2) return false;
        const Token &hash = all_[all_.size() - 2], &name = all_.back();
        return hash.begins_line && hash.spelling == "#" && name.spelling == "include";
    }
    void take_header_name(int line) {
        put(Token::mark, std::string(1, from_.take()), line);
        std::string name;
        while (!from_.at_end() && from_.peek() != '>' && from_.peek() != '\n') name += from_.take();
        put(Token::text, name, line);
    }

    void take_quoted(char quote, int line) {
        std::string text;
        from_.take();
        while (!from_.at_end() && from_.peek() != quote && from_.peek() != '\n') {
            if (from_.peek() == '\\') text += from_.take();
            if (!from_.at_end()) text += from_.take();
        }
        if (from_.peek() == quote) from_.take();
        put(Token::text, text, line);
    }

    void take_mark(int line) {
        static constexpr std::pair<std::string_view, std::string_view> digraphs[] = {
            {"%:%:", "##"}, {"%:", "#"}, {"##", "##"}, {"<:", "["}, {":>", "]"}, {"::", "::"}};
        for (const auto& [spelling, meaning] : digraphs) {
            if (!from_.has(spelling)) continue;
            for (std::size_t i = 0; i < spelling.size(); ++i) from_.take();
            return put(Token::mark, std::string(meaning), line);
        }
        put(Token::mark, std::string(1, from_.take()), line);
    }

    Characters from_;
    std::vector<Token> all_;
    bool begins_line_ = true;
};

// Words that no exercise needs, and what to do about each.
constexpr std::pair<std::string_view, std::string_view> words[] = {
    {"asm", "No exercise needs assembler."},
    {"__asm", "No exercise needs assembler."},
    {"__asm__", "No exercise needs assembler."},
    {"_Pragma", "Leave it out."},
    {"__pragma", "Leave it out."},
    {"__attribute__", "Write [[maybe_unused]], or leave it out."},
    {"__attribute", "Write [[maybe_unused]], or leave it out."},
    {"__declspec", "Leave it out."},
    {"__has_include", "Include what you need."},
    {"__has_include_next", "Include what you need."},
    {"__has_embed", "Leave it out."},
};

constexpr std::string_view keywords[] = {"alignas",       "alignof",     "and",
                                         "auto",          "bool",        "break",
                                         "case",          "catch",       "char",
                                         "class",         "co_await",    "co_return",
                                         "co_yield",      "concept",     "const",
                                         "constexpr",     "consteval",   "constinit",
                                         "continue",      "decltype",    "default",
                                         "delete",        "do",          "double",
                                         "else",          "enum",        "explicit",
                                         "export",        "extern",      "false",
                                         "final",         "float",       "for",
                                         "friend",        "goto",        "if",
                                         "inline",        "int",         "long",
                                         "mutable",       "namespace",   "new",
                                         "noexcept",      "not",         "nullptr",
                                         "operator",      "or",          "override",
                                         "private",       "protected",   "public",
                                         "register",      "requires",    "return",
                                         "short",         "signed",      "sizeof",
                                         "static",        "struct",      "switch",
                                         "template",      "this",        "thread_local",
                                         "throw",         "true",        "try",
                                         "typedef",       "typename",    "union",
                                         "unsigned",      "using",       "virtual",
                                         "void",          "volatile",    "while",
                                         "and_eq",        "bitand",      "bitor",
                                         "char8_t",       "char16_t",    "char32_t",
                                         "compl",         "const_cast",  "dynamic_cast",
                                         "not_eq",        "or_eq",       "reinterpret_cast",
                                         "static_assert", "static_cast", "typeid",
                                         "wchar_t",       "xor",         "xor_eq"};

class Screen {
public:
    explicit Screen(std::vector<Token> tokens) : all_(std::move(tokens)) {}

    std::string trouble() {
        for (at_ = 0; at_ < all_.size(); ++at_) {
            const Token& token = all_[at_];
            std::string found;
            if (token.begins_line && token.spelling == "#" && token.kind == Token::mark)
                found = directive();
            else if (token.kind == Token::mark && token.spelling == "##")
                found = said(token, "##", "No exercise needs to paste tokens.");
            else if (token.kind == Token::mark && token.spelling == "[")
                found = attribute();
            else if (token.kind == Token::word)
                found = word(token);
            if (!found.empty()) return found;
        }
        return {};
    }

private:
    static std::string said(const Token& where, std::string_view what, std::string_view advice) {
        return fmt::format("Line {}: {}. {}", where.line, what, advice);
    }
    static std::string word(const Token& token) {
        for (const auto& [name, advice] : words)
            if (token.spelling == name) return said(token, name, advice);
        return {};
    }
    const Token& ahead(std::size_t count) const {
        return all_[std::min(at_ + count, all_.size() - 1)];
    }

    // [[gnu::...]], [[clang::...]], [[using gnu: ...]]; any, as it may be a macro's name.
    std::string attribute() const {
        if (ahead(1).spelling != "[" || ahead(1).kind != Token::mark) return {};
        int depth = 0;
        for (std::size_t i = 2; at_ + i < all_.size(); ++i) {
            const Token& token = ahead(i);
            const bool is_mark = token.kind == Token::mark;
            if (is_mark && token.spelling == "]") break;
            if (is_mark && token.spelling == "(") ++depth;
            if (is_mark && token.spelling == ")") --depth;
            if (depth == 0 && token.kind == Token::word && ahead(i + 1).kind == Token::mark &&
                ahead(i + 1).spelling.starts_with(':'))
                return said(token, fmt::format("[[{}::...]]", token.spelling),
                            "Write [[maybe_unused]], or leave it out.");
        }
        return {};
    }

    std::string directive() const {
        const Token& name = ahead(1);
        if (name.kind == Token::number) return said(name, "# " + name.spelling, "Leave it out.");
        for (const std::string_view one :
             {"line", "embed", "include_next", "import", "ident", "sccs", "__include_macros"})
            if (name.spelling == one && name.kind == Token::word)
                return said(name, "#" + name.spelling, "Leave it out.");
        if (name.spelling == "pragma") return pragma();
        if (name.spelling == "include") return include();
        if (name.spelling == "define" || name.spelling == "undef") return define();
        return {};
    }

    std::string pragma() const {
        const std::string& first = ahead(2).spelling;
        if (first == "once" || first == "region" || first == "endregion") return {};
        if ((first == "GCC" || first == "clang") && ahead(3).spelling == "diagnostic") return {};
        return said(ahead(2), "#pragma " + first, "Leave it out.");
    }

    std::string include() const {
        const Token& what = ahead(2);
        if (what.kind == Token::text) {
            if (what.spelling.find('/') == std::string::npos)
                return said(what, "#include \"" + what.spelling + "\"", "An exercise is one file.");
            return header(what, what.spelling, "\"", "\"");
        }
        if (what.spelling != "<")
            return said(what, "#include " + what.spelling, "Write the header's name there.");
        return header(what, ahead(3).spelling, "<", ">");
    }
    static std::string header(const Token& where, std::string_view path, std::string_view open,
                              std::string_view close) {
        const bool is_elsewhere = path.starts_with('/') || path.find("..") != path.npos;
        const bool is_the_checks = path.starts_with("doctest/") || path.starts_with("coach/") ||
                                   (path.starts_with("check/") && path != "check/bar.hpp");
        if (!is_elsewhere && !is_the_checks) return {};
        return said(where, fmt::format("#include {}{}{}", open, path, close),
                    is_elsewhere ? "Include headers of the toolkit and of C++ only."
                                 : "Only a check may include that.");
    }

    std::string define() const {
        const Token& name = ahead(2);
        const bool is_keyword = std::ranges::find(keywords, name.spelling) != std::end(keywords);
        if (is_keyword || name.spelling.starts_with("__"))
            return said(name, "#" + ahead(1).spelling + " " + name.spelling,
                        "That name is reserved for the compiler.");
        return {};
    }

    std::vector<Token> all_;
    std::size_t at_ = 0;
};

}  // namespace

std::string foreign_text(std::string_view source) {
    return Screen(Lexer(source).tokens()).trouble();
}

}  // namespace coach
