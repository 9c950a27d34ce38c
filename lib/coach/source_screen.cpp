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

// Lines of a text, without its splices: a backslash at the end of a line joins it with
// the next.
class Characters {
public:
    explicit Characters(std::string_view text) {
        int line = 1;
        for (std::size_t i = 0; i < text.size(); ++i) {
            if (text[i] == '\\') {
                std::size_t next = i + 1;
                while (next < text.size() &&
                       (text[next] == ' ' || text[next] == '\t' || text[next] == '\r'))
                    ++next;
                if (next < text.size() && text[next] == '\n') {
                    i = next;
                    ++line;
                    continue;
                }
            }
            all_ += text[i];
            lines_.push_back(line);
            if (text[i] == '\n') ++line;
        }
    }

    bool at_end() const { return at_ >= all_.size(); }
    char peek(std::size_t ahead = 0) const {
        return at_ + ahead < all_.size() ? all_[at_ + ahead] : '\0';
    }
    char take() { return all_[at_++]; }
    int line() const { return at_end() ? (lines_.empty() ? 1 : lines_.back()) : lines_[at_]; }
    bool has(std::string_view text) const { return all_.compare(at_, text.size(), text) == 0; }
    // To behind `text`, or to the end.
    void skip_behind(std::string_view text) {
        const auto found = all_.find(text, at_);
        at_ = found == all_.npos ? all_.size() : found + text.size();
    }
    std::string_view rest() const {
        return std::string_view(all_).substr(std::min(at_, all_.size()));
    }

private:
    std::string all_;
    std::vector<int> lines_;
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
            // 1'000 is one number: what follows is no character.
            std::string digits;
            while (is_of_word(from_.peek()) || from_.peek() == '.' ||
                   (from_.peek() == '\'' && is_of_word(from_.peek(1))))
                digits += from_.take();
            put(Token::number, digits, line);
        } else if (c == '"' || c == '\'') {
            take_quoted(c, line);
        } else {
            take_mark(line);
        }
    }

    void take_word(int line) {
        std::string word;
        while (is_of_word(from_.peek())) word += from_.take();
        static constexpr std::array raw{"R", "LR", "uR", "UR", "u8R"};
        if (from_.peek() == '"' && std::ranges::find(raw, word) != raw.end()) {
            from_.take();
            std::string end = ")";
            while (!from_.at_end() && from_.peek() != '(' && end.size() < 18) end += from_.take();
            from_.skip_behind(end + "\"");
            return put(Token::text, "", line);
        }
        put(Token::word, word, line);
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

constexpr std::string_view keywords[] = {
    "alignas",   "alignof",   "and",       "auto",      "bool",      "break",     "case",
    "catch",     "char",      "class",     "co_await",  "co_return", "co_yield",  "concept",
    "const",     "constexpr", "consteval", "constinit", "continue",  "decltype",  "default",
    "delete",    "do",        "double",    "else",      "enum",      "explicit",  "export",
    "extern",    "false",     "final",     "float",     "for",       "friend",    "goto",
    "if",        "inline",    "int",       "long",      "mutable",   "namespace", "new",
    "noexcept",  "not",       "nullptr",   "operator",  "or",        "override",  "private",
    "protected", "public",    "register",  "requires",  "return",    "short",     "signed",
    "sizeof",    "static",    "struct",    "switch",    "template",  "this",      "thread_local",
    "throw",     "true",      "try",       "typedef",   "typename",  "union",     "unsigned",
    "using",     "virtual",   "void",      "volatile",  "while"};

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
                found = said(token, "##", "No exercise pastes words together.");
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

    // [[gnu::...]], [[clang::...]], [[using gnu: ...]].
    std::string attribute() const {
        if (ahead(1).spelling != "[" || ahead(1).kind != Token::mark) return {};
        for (std::size_t i = 2; ahead(i).spelling != "]" && at_ + i < all_.size(); ++i)
            for (const std::string_view vendor : {"gnu", "__gnu__", "clang", "_Clang", "__clang__"})
                if (ahead(i).kind == Token::word && ahead(i).spelling == vendor &&
                    ahead(i + 1).spelling.starts_with(':'))
                    return said(ahead(i), fmt::format("[[{}::...]]", vendor),
                                "Write [[maybe_unused]], or leave it out.");
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
        std::string path;
        for (std::size_t i = 3; ahead(i).kind != Token::end_of_line && ahead(i).spelling != ">";
             ++i)
            path += ahead(i).spelling;
        return header(what, path, "<", ">");
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
                        "That name is the compiler's.");
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
