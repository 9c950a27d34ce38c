#include <http/detail/charset.hpp>

#include <iconv.h>

#include <algorithm>
#include <cerrno>
#include <stdexcept>

#include <http/detail/ascii.hpp>

namespace aio::http::detail {
namespace {

constexpr std::string_view replacement = "\xef\xbf\xbd";  // U+FFFD

bool is_utf8(const std::string& encoding) {
    return equal_ignoring_case(encoding, "utf-8") || equal_ignoring_case(encoding, "utf8");
}

/// How many bytes follow this first one of a character, and what the first of
/// those may be. (Unicode, table 3-7: no surrogates, no overlong forms.)
struct Lead {
    std::size_t more = 0;
    unsigned char low = 0x80, high = 0xBF;
    bool valid = true;
};
Lead lead_of(unsigned char c) {
    if (c < 0x80) return {};
    if (c >= 0xC2 && c <= 0xDF) return {.more = 1};
    if (c == 0xE0) return {.more = 2, .low = 0xA0};
    if (c == 0xED) return {.more = 2, .high = 0x9F};
    if (c >= 0xE1 && c <= 0xEF) return {.more = 2};
    if (c == 0xF0) return {.more = 3, .low = 0x90};
    if (c >= 0xF1 && c <= 0xF3) return {.more = 3};
    if (c == 0xF4) return {.more = 3, .high = 0x8F};
    return {.valid = false};
}

/// The length of the character that `text` begins with, or, if there is none, of the
/// bytes that one replacement character stands for, as in Python and browsers.
struct Step {
    std::size_t size;
    bool valid;
};
Step first_character(std::string_view text) {
    Lead lead = lead_of(static_cast<unsigned char>(text.front()));
    std::size_t size = 1;
    for (; lead.valid && size <= lead.more; ++size, lead.low = 0x80, lead.high = 0xBF) {
        if (size == text.size()) return {size, false};
        const auto c = static_cast<unsigned char>(text[size]);
        if (c < lead.low || c > lead.high) return {size, false};
    }
    return {size, lead.valid};
}

std::size_t valid_prefix(std::string_view text) {
    std::size_t at = 0;
    while (at < text.size()) {
        if (static_cast<unsigned char>(text[at]) < 0x80) {
            ++at;
            continue;
        }
        const Step step = first_character(text.substr(at));
        if (!step.valid) return at;
        at += step.size;
    }
    return at;
}

[[noreturn]] void throw_not(const std::string& encoding) {
    throw std::invalid_argument("Response::text: the body is not " + encoding +
                                "; read() gives its bytes, and DecodeErrors::replace the rest "
                                "of the text");
}

std::string repaired_utf8(std::string bytes, const std::string& encoding, DecodeErrors on_error) {
    std::size_t good = valid_prefix(bytes);
    if (good == bytes.size()) return bytes;
    if (on_error == DecodeErrors::strict) throw_not(encoding);
    std::string text;
    for (std::string_view rest = bytes;;) {
        text.append(rest.substr(0, good));
        rest.remove_prefix(good);
        if (rest.empty()) return text;
        if (on_error == DecodeErrors::replace) text.append(replacement);
        rest.remove_prefix(first_character(rest).size);
        good = valid_prefix(rest);
    }
}

// Python's "latin-1" and "euc_kr" are "latin1" and "euckr" to iconv.
// A '/' would begin an option of iconv's own.
iconv_t open_converter(std::string name) {
    if (name.find('/') != name.npos) return iconv_t(-1);
    const iconv_t found = iconv_open("UTF-8", name.c_str());
    if (found != iconv_t(-1)) return found;
    std::erase_if(name, [](char c) { return c == '-' || c == '_'; });
    return iconv_open("UTF-8", name.c_str());
}

class Converter {
public:
    explicit Converter(const std::string& from) : handle_(open_converter(from)) {}
    Converter(const Converter&) = delete;
    Converter& operator=(const Converter&) = delete;
    ~Converter() {
        if (known()) iconv_close(handle_);
    }
    [[nodiscard]] bool known() const { return handle_ != iconv_t(-1); }

    /// Takes what it can convert from `rest` and appends it to `text`. False if it is stopped by a
    /// byte.
    bool convert(std::string_view& rest, std::string& text) {
        char* in = const_cast<char*>(rest.data());
        std::size_t left = rest.size();
        for (;;) {
            char block[4096];
            char* out = block;
            std::size_t room = sizeof block;
            const std::size_t done = iconv(handle_, &in, &left, &out, &room);
            text.append(block, sizeof block - room);
            rest.remove_prefix(rest.size() - left);
            if (done != std::size_t(-1)) return true;
            if (errno != E2BIG) return false;
        }
    }

private:
    iconv_t handle_;
};

}  // namespace

bool knows_encoding(const std::string& encoding) {
    return is_utf8(encoding) || Converter(encoding).known();
}

std::string to_utf8(std::string bytes, const std::string& encoding, DecodeErrors on_error) {
    if (is_utf8(encoding)) return repaired_utf8(std::move(bytes), encoding, on_error);
    Converter converter(encoding);
    if (!converter.known())
        throw std::invalid_argument("Response::text: unknown encoding " + encoding);
    std::string text;
    text.reserve(bytes.size() + bytes.size() / 2);
    std::string_view rest = bytes;
    while (!converter.convert(rest, text)) {
        if (on_error == DecodeErrors::strict) throw_not(encoding);
        if (on_error == DecodeErrors::replace) text.append(replacement);
        rest.remove_prefix(1);
    }
    return text;
}

}  // namespace aio::http::detail
