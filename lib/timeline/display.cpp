#include <timeline/display.hpp>

#include <algorithm>
#include <array>
#include <cstdint>

namespace timeline {
namespace {

struct Range {
    char32_t first, last;
};

bool is_in(char32_t c, const auto& ranges) {
    return std::any_of(ranges.begin(), ranges.end(),
                       [c](const Range& r) { return c >= r.first && c <= r.last; });
}

// The main blocks of Unicode's East Asian Width "W" and "F", and its emoji.
// Not wcwidth, because that depends on setlocale, which a library must not call.
constexpr std::array wide{
    Range{0x1100, 0x115F},   Range{0x231A, 0x231B},   Range{0x23E9, 0x23EC},
    Range{0x2614, 0x2615},   Range{0x267F, 0x267F},   Range{0x26A1, 0x26A1},
    Range{0x26BD, 0x26BE},   Range{0x26D4, 0x26D4},   Range{0x2705, 0x2705},
    Range{0x270A, 0x270B},   Range{0x2728, 0x2728},   Range{0x274C, 0x274E},
    Range{0x2753, 0x2757},   Range{0x2795, 0x2797},   Range{0x2B1B, 0x2B1C},
    Range{0x2B50, 0x2B55},   Range{0x2E80, 0x303E},   Range{0x3041, 0xA4CF},
    Range{0xA960, 0xA97C},   Range{0xAC00, 0xD7A3},   Range{0xF900, 0xFAFF},
    Range{0xFE10, 0xFE19},   Range{0xFE30, 0xFE6F},   Range{0xFF00, 0xFF60},
    Range{0xFFE0, 0xFFE6},   Range{0x16FE0, 0x18AFF}, Range{0x1B000, 0x1B2FF},
    Range{0x1F004, 0x1F004}, Range{0x1F0CF, 0x1F0CF}, Range{0x1F18E, 0x1F19A},
    Range{0x1F200, 0x1F320}, Range{0x1F32D, 0x1F64F}, Range{0x1F680, 0x1F6FF},
    Range{0x1F7E0, 0x1F7EB}, Range{0x1F900, 0x1FAFF}, Range{0x20000, 0x3FFFD},
};

constexpr std::array combining{
    Range{0x0300, 0x036F}, Range{0x0483, 0x0489},   Range{0x0591, 0x05BD}, Range{0x0610, 0x061A},
    Range{0x064B, 0x065F}, Range{0x0E34, 0x0E3A},   Range{0x0E47, 0x0E4E}, Range{0x1AB0, 0x1AFF},
    Range{0x1DC0, 0x1DFF}, Range{0x200B, 0x200D},   Range{0x20D0, 0x20FF}, Range{0xFE00, 0xFE0F},
    Range{0xFE20, 0xFE2F}, Range{0xE0100, 0xE01EF},
};

// C0 and C1 controls, line separators, marks of writing direction, noncharacters.
constexpr std::array harmful{
    Range{0x0000, 0x001F}, Range{0x007F, 0x009F}, Range{0x061C, 0x061C}, Range{0x200E, 0x200F},
    Range{0x2028, 0x202E}, Range{0x2066, 0x2069}, Range{0xFEFF, 0xFEFF}, Range{0xFFFE, 0xFFFF},
};

constexpr char32_t replacement = 0xFFFD;

struct Decoded {
    char32_t code;
    std::size_t bytes;
};

// Reads one code point; an invalid byte is one replacement character.
Decoded decode(std::string_view text) {
    const auto byte = [&](std::size_t i) { return static_cast<unsigned char>(text[i]); };
    const unsigned char lead = byte(0);
    if (lead < 0x80) return {lead, 1};
    const std::size_t length = lead >= 0xF0 ? 4 : lead >= 0xE0 ? 3 : 2;
    if (lead < 0xC2 || lead > 0xF4 || text.size() < length) return {replacement, 1};
    char32_t code = lead & (0xFFU >> (length + 1));
    for (std::size_t i = 1; i < length; ++i) {
        if ((byte(i) & 0xC0) != 0x80) return {replacement, 1};
        code = code << 6 | (byte(i) & 0x3F);
    }
    const bool too_long = (length == 3 && code < 0x800) || (length == 4 && code < 0x10000);
    const bool surrogate = code >= 0xD800 && code <= 0xDFFF;
    return too_long || surrogate || code > 0x10FFFF ? Decoded{replacement, 1}
                                                    : Decoded{code, length};
}

int columns_of(char32_t c) {
    if (c < 0x300) return 1;
    return is_in(c, combining) ? 0 : is_in(c, wide) ? 2 : 1;
}

struct Character {
    std::string_view bytes;
    int columns;
};

std::vector<Character> characters(std::string_view cleaned) {
    std::vector<Character> out;
    for (std::size_t i = 0; i < cleaned.size();) {
        const auto [code, bytes] = decode(cleaned.substr(i));
        out.push_back({cleaned.substr(i, bytes), columns_of(code)});
        i += bytes;
    }
    return out;
}

std::string_view dots(bool unicode) { return unicode ? "…" : "~"; }

std::string cut(std::string_view text, int head_columns, int tail_columns, bool unicode) {
    const auto all = characters(text);
    std::string head, tail;
    for (auto c = all.begin(); c != all.end() && c->columns <= head_columns; ++c) {
        head += c->bytes;
        head_columns -= c->columns;
    }
    for (auto c = all.rbegin(); c != all.rend() && c->columns <= tail_columns; ++c) {
        tail.insert(0, c->bytes);
        tail_columns -= c->columns;
    }
    return head.append(dots(unicode)) + tail;
}

}  // namespace

std::string clean(std::string_view text, bool unicode) {
    std::string out;
    for (std::size_t i = 0; i < text.size();) {
        const auto [code, bytes] = decode(text.substr(i));
        const bool bad = is_in(code, harmful) || code == replacement;
        if (bad || (!unicode && code >= 0x80))
            out += unicode ? "\uFFFD" : "?";
        else
            out += text.substr(i, bytes);
        i += bytes;
    }
    return out;
}

std::string xml_escaped(std::string_view text) {
    std::string out;
    for (const char c : text) {
        switch (c) {
            case '&':
                out += "&amp;";
                break;
            case '<':
                out += "&lt;";
                break;
            case '>':
                out += "&gt;";
                break;
            case '"':
                out += "&quot;";
                break;
            default:
                out += c;
        }
    }
    return out;
}

int columns_of(std::string_view cleaned) {
    int columns = 0;
    for (const Character& c : characters(cleaned)) columns += c.columns;
    return columns;
}

std::string shorten_middle(std::string_view cleaned, int columns, bool unicode) {
    if (columns_of(cleaned) <= columns) return std::string(cleaned);
    if (columns < 1) return {};
    return cut(cleaned, columns / 2, columns - 1 - columns / 2, unicode);
}

std::string shorten_end(std::string_view cleaned, int columns, bool unicode) {
    if (columns_of(cleaned) <= columns) return std::string(cleaned);
    if (columns < 1) return {};
    return cut(cleaned, columns - 1, 0, unicode);
}

std::string pad(std::string text, int columns) {
    const int missing = columns - columns_of(text);
    if (missing > 0) text.append(static_cast<std::size_t>(missing), ' ');
    return text;
}

std::vector<std::string> wrap(const std::vector<std::string>& words, int columns, bool unicode,
                              std::string_view between) {
    std::vector<std::string> lines;
    for (const std::string& word : words) {
        const int together =
            lines.empty() ? 0 : columns_of(lines.back()) + columns_of(between) + columns_of(word);
        if (!lines.empty() && together <= columns)
            lines.back().append(between).append(word);
        else
            lines.push_back(shorten_end(word, columns, unicode));
    }
    return lines;
}

}  // namespace timeline
