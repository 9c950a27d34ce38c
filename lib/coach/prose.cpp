#include <coach/prose.hpp>

#include <algorithm>
#include <cstddef>

#include <timeline/display.hpp>

namespace coach {
namespace {

// The bytes of an escape sequence at the begin of `rest`; 0 if there is none.
// CSI: ESC [ parameters, then a letter. OSC: ESC ] text, then BEL or ESC backslash.
std::size_t escape_length(std::string_view rest) {
    if (rest.size() < 2 || rest[0] != '\x1b') return 0;
    if (rest[1] == '[') {
        std::size_t i = 2;
        while (i < rest.size() && rest[i] >= 0x20 && rest[i] < 0x40) ++i;
        return i < rest.size() && rest[i] >= 0x40 ? i + 1 : 0;
    }
    if (rest[1] != ']') return 0;
    for (std::size_t i = 2; i < rest.size(); ++i) {
        if (rest[i] == '\a') return i + 1;
        if (rest[i] == '\x1b') return i + 1 < rest.size() && rest[i + 1] == '\\' ? i + 2 : 0;
    }
    return 0;
}

bool is_colour(std::string_view escape) {
    return escape[1] == '[' && escape.back() == 'm' &&
           escape.find_first_not_of("0123456789;:", 2) == escape.size() - 1;
}

// One escape sequence, without columns, or one character.
struct Piece {
    std::string_view bytes;
    int columns;
};

std::size_t character_length(std::string_view rest) {
    const auto lead = static_cast<unsigned char>(rest[0]);
    const std::size_t length = lead < 0xC0 ? 1 : lead < 0xE0 ? 2 : lead < 0xF0 ? 3 : 4;
    return std::min(length, rest.size());
}

std::vector<Piece> pieces_of(std::string_view line) {
    std::vector<Piece> pieces;
    while (!line.empty()) {
        const std::size_t escape = escape_length(line);
        const std::string_view bytes = line.substr(0, escape > 0 ? escape : character_length(line));
        pieces.push_back({bytes, escape > 0 ? 0 : timeline::columns_of(bytes)});
        line.remove_prefix(bytes.size());
    }
    return pieces;
}

constexpr const char reset[] = "\x1b[0m";
constexpr int tab = 8;

// "3 s" stays together, so that no line begins with a lone unit.
bool is_unit(std::string_view word) {
    return word.size() <= 3 && (word.starts_with("s") || word.starts_with("ms"));
}

std::vector<std::string> words_of(std::string_view text) {
    std::vector<std::string> words;
    while (!text.empty()) {
        const std::size_t end = std::min(text.find(' '), text.size());
        const std::string_view word = text.substr(0, end);
        if (!words.empty() && words.back().back() >= '0' && words.back().back() <= '9' &&
            is_unit(word))
            words.back().append(" ").append(word);
        else if (!word.empty())
            words.emplace_back(word);
        text.remove_prefix(std::min(end + 1, text.size()));
    }
    return words;
}

std::vector<std::string> wrap_line(std::string_view text, int width, const std::string& indent) {
    const int room = std::max(width - columns_of(indent), 8);
    std::vector<std::string> lines;
    std::string line;
    for (const std::string& word : words_of(text)) {
        if (!line.empty() && columns_of(line) + 1 + columns_of(word) > room) {
            lines.push_back(indent + line);
            line.clear();
        }
        if (!line.empty()) line += ' ';
        // A word that is longer than a line, such as a path, is broken anywhere.
        const auto parts = fold(word, room);
        for (std::size_t i = 0; i + 1 < parts.size(); ++i) lines.push_back(indent + parts[i]);
        line += parts.back();
    }
    lines.push_back(line.empty() ? std::string() : indent + line);
    return lines;
}

// Each word by itself, so that a line break between them does no harm.
std::string paint_words(const std::string& text, const char* parameters, const Style& style) {
    std::string out;
    for (std::size_t at = 0; at < text.size();) {
        const std::size_t end = std::min(text.find(' ', at), text.size());
        out += paint(text.substr(at, end - at), parameters, style);
        if (end < text.size()) out += ' ';
        at = end + 1;
    }
    return out;
}

// The words between two marks, painted, and the marks gone; where there are no
// colours the marks of code stay, because they help.
std::string paint_between(std::string text, const std::string& mark, const char* parameters,
                          bool keep_marks, const Style& style) {
    std::string out;
    for (;;) {
        const std::size_t begin = text.find(mark);
        const std::size_t end =
            begin == text.npos ? text.npos : text.find(mark, begin + mark.size());
        if (end == text.npos || end == begin + mark.size()) return out + text;
        const std::string inner = text.substr(begin + mark.size(), end - begin - mark.size());
        // "2 * 3 * 4" marks nothing.
        if (mark == "*" && (inner.front() == ' ' || inner.back() == ' ')) return out + text;
        out += text.substr(0, begin);
        out += keep_marks ? mark + inner + mark : paint_words(inner, parameters, style);
        text.erase(0, end + mark.size());
    }
}

// Code first: what stands in it is nobody's mark.
std::string paint_marks(const std::string& text, const Style& style) {
    std::string out;
    std::size_t at = 0;
    while (at < text.size()) {
        const std::size_t code = text.find('`', at);
        std::string words = text.substr(at, code == text.npos ? code : code - at);
        words = paint_between(words, "**", "1", false, style);
        out += paint_between(words, "*", "3", false, style);
        if (code == text.npos) break;
        const std::size_t end = text.find('`', code + 1);
        if (end == text.npos) return out + text.substr(code);
        out += paint_between(text.substr(code, end + 1 - code), "`", "36", !style.colour, style);
        at = end + 1;
    }
    return out;
}

bool is_list_item(std::string_view line) {
    return line.starts_with("- ") || line.starts_with("* ") ||
           (line.size() > 2 && line[0] >= '0' && line[0] <= '9' && line.substr(1, 2) == ". ");
}

}  // namespace

std::string harmless(std::string_view line, const Style& style) {
    std::string out;
    std::string_view text = line.ends_with('\r') ? line.substr(0, line.size() - 1) : line;
    bool coloured = false;
    while (!text.empty()) {
        if (const std::size_t escape = escape_length(text)) {
            if (style.colour && is_colour(text.substr(0, escape))) {
                out += text.substr(0, escape);
                coloured = true;
            }
            text.remove_prefix(escape);
        } else if (text[0] == '\t') {
            out.append(static_cast<std::size_t>(tab - columns_of(out) % tab), ' ');
            text.remove_prefix(1);
        } else {
            // Up to what needs a look of its own; an escape that is none is cleaned.
            const std::size_t end = std::min(text.find_first_of("\x1b\t", 1), text.size());
            out += timeline::clean(text.substr(0, end), style.unicode);
            text.remove_prefix(end);
        }
    }
    return coloured ? out + reset : out;
}

std::string paint(const std::string& text, const char* parameters, const Style& style) {
    if (!style.colour || text.empty() || *parameters == '\0') return text;
    return std::string("\x1b[") + parameters + "m" + text + reset;
}

std::string plain(std::string_view line) {
    std::string out;
    for (const Piece& piece : pieces_of(line))
        if (escape_length(piece.bytes) == 0) out += piece.bytes;
    return out;
}

int columns_of(std::string_view line) {
    int columns = 0;
    for (const Piece& piece : pieces_of(line)) columns += piece.columns;
    return columns;
}

std::vector<std::string> fold(std::string_view line, int width) {
    std::vector<std::string> out(1);
    int used = 0;
    for (const Piece& piece : pieces_of(line)) {
        if (used > 0 && used + piece.columns > std::max(width, 1)) {
            out.emplace_back();
            used = 0;
        }
        out.back() += piece.bytes;
        used += piece.columns;
    }
    return out;
}

std::string cut(const std::string& line, int width, const Style& style) {
    if (columns_of(line) <= width) return line;
    std::string out;
    int used = 0;
    bool full = false;
    for (const Piece& piece : pieces_of(line)) {
        full = full || used + piece.columns > width - 1;
        // What switches a colour or a link off must not be lost.
        if (!full || piece.columns == 0) out += piece.bytes;
        if (!full) used += piece.columns;
    }
    return width < 1 ? std::string() : out + (style.unicode ? "…" : "~");
}

std::vector<std::string> lines_of(const std::string& text) {
    std::vector<std::string> lines;
    for (std::size_t at = 0; at < text.size();) {
        const std::size_t end = std::min(text.find('\n', at), text.size());
        lines.push_back(text.substr(at, end - at));
        at = end + 1;
    }
    return lines;
}

std::vector<std::string> wrap(const std::string& text, int width, const std::string& indent) {
    std::vector<std::string> lines;
    for (const std::string& line : lines_of(text)) {
        const std::size_t spaces = std::min(line.find_first_not_of(' '), line.size());
        const std::string more(std::min<std::size_t>(spaces, 8), ' ');
        for (std::string& wrapped : wrap_line(line, width, indent + more))
            lines.push_back(std::move(wrapped));
    }
    return lines;
}

std::vector<std::string> prose(const std::string& markdown, const Style& style,
                               const std::string& indent) {
    std::vector<std::string> out;
    std::string paragraph;
    bool in_code = false;
    const auto end_paragraph = [&] {
        // A line that begins with spaces or a dash is a list's, and hangs.
        const std::string hang = is_list_item(paragraph) ? "  " : "";
        auto lines = wrap(paint_marks(paragraph, style), style.width, indent + hang);
        if (!hang.empty() && !lines.empty()) lines[0].erase(indent.size(), hang.size());
        out.insert(out.end(), lines.begin(), lines.end());
        paragraph.clear();
    };
    for (const std::string& raw : lines_of(markdown)) {
        const std::string line = harmless(raw, style);
        if (line.starts_with("```")) {
            end_paragraph();
            in_code = !in_code;
        } else if (in_code) {
            for (const std::string& part : fold(line, style.width - columns_of(indent) - 4))
                out.push_back(indent + "    " + paint(part, "36", style));
        } else if (line.empty()) {
            end_paragraph();
            if (!out.empty() && !out.back().empty()) out.emplace_back();
        } else if (line.starts_with("#")) {
            end_paragraph();
            const std::size_t text = std::min(line.find_first_not_of("# "), line.size());
            for (const std::string& part : wrap(line.substr(text), style.width, indent))
                out.push_back(paint(part, "1", style));
        } else {
            if (is_list_item(line)) end_paragraph();
            const std::size_t text = std::min(line.find_first_not_of(' '), line.size());
            paragraph += (paragraph.empty() ? "" : " ") + line.substr(text);
        }
    }
    end_paragraph();
    while (!out.empty() && out.back().empty()) out.pop_back();
    return out;
}

}  // namespace coach
