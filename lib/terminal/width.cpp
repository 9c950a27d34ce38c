#include <terminal/width.hpp>

#include <utf8proc.h>

#include <algorithm>

#include <terminal/escapes.hpp>
#include <terminal/glyphs.hpp>

namespace terminal {
namespace {

constexpr char32_t replacement = 0xFFFD;
constexpr int tab = 8;

struct Decoded {
    char32_t code;
    std::size_t bytes;
};

// Reads one code point; an invalid byte is one replacement character.
Decoded decode(std::string_view text) {
    utf8proc_int32_t code = 0;
    const auto bytes = utf8proc_iterate(reinterpret_cast<const utf8proc_uint8_t*>(text.data()),
                                        static_cast<utf8proc_ssize_t>(text.size()), &code);
    if (bytes < 1) return {replacement, 1};
    return {static_cast<char32_t>(code), static_cast<std::size_t>(bytes)};
}

// Unicode's property Bidi_Control, which utf8proc does not provide.
bool changes_direction(char32_t c) {
    return c == 0x061C || c == 0x200E || c == 0x200F || (c >= 0x202A && c <= 0x202E) ||
           (c >= 0x2066 && c <= 0x2069);
}

bool is_harmful(char32_t c) {
    constexpr char32_t byte_order_mark = 0xFEFF;
    const bool is_no_character = (c & 0xFFFE) == 0xFFFE;
    if (changes_direction(c) || c == byte_order_mark || is_no_character) return true;
    switch (utf8proc_category(static_cast<utf8proc_int32_t>(c))) {
        case UTF8PROC_CATEGORY_CC:
        case UTF8PROC_CATEGORY_ZL:
        case UTF8PROC_CATEGORY_ZP:
            return true;
        default:
            return false;
    }
}

// One escape sequence, without columns, or one character.
struct Piece {
    std::string_view bytes;
    int columns;
    bool is_escape;
};

std::vector<Piece> pieces_of(std::string_view line) {
    std::vector<Piece> pieces;
    pieces.reserve(line.size());
    while (!line.empty()) {
        if (const std::size_t length = escape_length(line)) {
            pieces.push_back({line.substr(0, length), 0, true});
        } else {
            const auto [code, bytes] = decode(line);
            const int columns = utf8proc_charwidth(static_cast<utf8proc_int32_t>(code));
            pieces.push_back({line.substr(0, bytes), columns, false});
        }
        line.remove_prefix(pieces.back().bytes.size());
    }
    return pieces;
}

}  // namespace

std::string clean(std::string_view text, bool unicode) {
    std::string out;
    while (!text.empty()) {
        const auto [code, bytes] = decode(text);
        const std::string_view character = text.substr(0, bytes);
        const bool is_ascii = code < 0x80, is_bad = is_harmful(code) || code == replacement;
        if (is_bad)
            out += unicode ? "\uFFFD" : "?";
        else if (unicode || is_ascii)
            out += character;
        else
            out += in_ascii(character).empty() ? "?" : in_ascii(character);
        text.remove_prefix(bytes);
    }
    return out;
}

std::string harmless(std::string_view line, const Style& style) {
    std::string out;
    if (line.ends_with('\r')) line.remove_suffix(1);
    bool coloured = false;
    while (!line.empty()) {
        if (const std::size_t escape = escape_length(line)) {
            const bool stays = style.colour && is_colour(line.substr(0, escape));
            if (stays) out += line.substr(0, escape);
            coloured = coloured || stays;
            line.remove_prefix(escape);
        } else if (line[0] == '\t') {
            out.append(static_cast<std::size_t>(tab - columns_of(out) % tab), ' ');
            line.remove_prefix(1);
        } else {
            // Up to what must be handled by itself; an ESC that begins no sequence is cleaned.
            const std::size_t end = std::min(line.find_first_of("\x1b\t", 1), line.size());
            out += clean(line.substr(0, end), style.unicode);
            line.remove_prefix(end);
        }
    }
    return coloured ? out.append(escape::plain) : out;
}

int columns_of(std::string_view line) {
    int columns = 0;
    for (const Piece& piece : pieces_of(line)) columns += piece.columns;
    return columns;
}

std::string shorten_middle(std::string_view text, int columns, bool unicode) {
    if (columns_of(text) <= columns) return std::string(text);
    if (columns < 1) return {};
    const auto all = pieces_of(text);
    int for_head = columns / 2, for_tail = columns - 1 - for_head;
    std::string head, tail;
    for (auto c = all.begin(); c != all.end() && c->columns <= for_head; ++c) {
        head += c->bytes;
        for_head -= c->columns;
    }
    for (auto c = all.rbegin(); c != all.rend() && c->columns <= for_tail; ++c) {
        tail.insert(0, c->bytes);
        for_tail -= c->columns;
    }
    return head.append(glyph(Glyph::cut, unicode)) + tail;
}

std::string shorten_end(std::string_view line, int columns, bool unicode) {
    if (columns_of(line) <= columns) return std::string(line);
    if (columns < 1) return {};
    std::string out;
    int used = 0;
    bool full = false;
    for (const Piece& piece : pieces_of(line)) {
        full = full || used + piece.columns > columns - 1;
        if (!full) used += piece.columns;
        // A sequence that switches a colour or a link off must not be lost.
        if (!full || piece.is_escape) out += piece.bytes;
    }
    return out.append(glyph(Glyph::cut, unicode));
}

std::string pad(std::string line, int columns) {
    const int missing = columns - columns_of(line);
    if (missing > 0) line.append(static_cast<std::size_t>(missing), ' ');
    return line;
}

std::vector<std::string> fold(std::string_view line, int columns) {
    std::vector<std::string> out(1);
    int used = 0;
    for (const Piece& piece : pieces_of(line)) {
        if (used > 0 && used + piece.columns > std::max(columns, 1)) {
            out.emplace_back();
            used = 0;
        }
        out.back() += piece.bytes;
        used += piece.columns;
    }
    return out;
}

}  // namespace terminal
