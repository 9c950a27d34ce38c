#include <http/set_cookie.hpp>

#include <algorithm>
#include <charconv>

#include <http/detail/ascii.hpp>
#include <http/detail/idna.hpp>
#include <http/detail/parameters.hpp>
#include <http/url.hpp>

namespace aio::http {
namespace {

using detail::equal_ignoring_case;
using detail::is_control;
using detail::is_digit;
using detail::is_one_of;
using detail::trim;

constexpr std::string_view attribute_names[] = {"path",    "domain",     "max-age",  "expires",
                                                "secure",  "httponly",   "samesite", "version",
                                                "comment", "partitioned"};

// A number beyond all bounds counts as the largest. Nothing if it is not a number.
std::optional<std::chrono::seconds> parse_max_age(std::string_view text) {
    const bool negative = text.starts_with('-');
    if (negative || text.starts_with('+')) text.remove_prefix(1);
    if (!detail::all_of(text, is_digit)) return std::nullopt;
    constexpr std::chrono::seconds for_ever = std::chrono::hours(24) * 365 * 10'000;
    long long count = 0;
    const auto [stop, error] = std::from_chars(text.data(), text.data() + text.size(), count);
    const bool too_long = error != std::errc() || std::chrono::seconds(count) > for_ever;
    const std::chrono::seconds age = too_long ? for_ever : std::chrono::seconds(count);
    return negative ? -age : age;
}

// A leading dot is ignored, for historical reasons. With one at the end, the attribute is ignored.
std::string parse_domain(std::string_view text) {
    if (text.ends_with('.')) return {};
    if (text.starts_with('.')) text.remove_prefix(1);
    return detail::to_ascii_host(text).value_or(std::string(text));
}

// Both are kept as given: which one counts is known only at the end.
struct Lifetime {
    std::string max_age;
    std::string expires;
};

void apply_attribute(std::string_view name, std::string value, Cookie& cookie, Lifetime& life) {
    if (equal_ignoring_case(name, "domain")) cookie.domain = parse_domain(value);
    if (equal_ignoring_case(name, "path")) cookie.path = value.starts_with('/') ? value : "";
    if (equal_ignoring_case(name, "max-age")) life.max_age = value;
    if (equal_ignoring_case(name, "expires")) life.expires = value;
    if (equal_ignoring_case(name, "samesite")) cookie.same_site = value;
    if (equal_ignoring_case(name, "secure")) cookie.secure = true;
    if (equal_ignoring_case(name, "httponly")) cookie.http_only = true;
}

void parse_attributes(std::string_view rest, Cookie& cookie) {
    Lifetime life;
    while (!rest.empty()) {
        const auto [name, value] = detail::take_parameter(rest);
        apply_attribute(name, unquote_cookie_value(value), cookie, life);
    }
    if (life.max_age.empty()) {
        cookie.expires = parse_cookie_date(life.expires);
    } else {
        cookie.max_age = parse_max_age(life.max_age);
    }
}

bool is_octal(std::string_view text) {
    return text.size() >= 3 && text[0] >= '0' && text[0] <= '3' && text[1] >= '0' &&
           text[1] <= '7' && text[2] >= '0' && text[2] <= '7';
}

// As in Python's http.cookies: what needs no quotes, and what needs no escape in them.
bool is_plain(char c) { return detail::is_alnum(c) || is_one_of(c, "!#$%&'*+-.^_`|~:"); }
bool is_plain_in_quotes(char c) { return is_plain(c) || is_one_of(c, " ()/<=>?@[]{}"); }

bool is_name_character(char c) { return c > ' ' && c < 0x7F && !is_one_of(c, "\",;=\\"); }

}  // namespace

bool detail::is_cookie_word(std::string_view name) { return all_of(name, is_name_character); }

bool is_cookie_name(std::string_view name) {
    return detail::is_cookie_word(name) &&
           std::none_of(std::begin(attribute_names), std::end(attribute_names),
                        [&](std::string_view known) { return equal_ignoring_case(name, known); });
}

std::optional<Cookie> parse_set_cookie(std::string_view header) {
    const auto separator = header.find_first_of("=;");
    if (separator == std::string_view::npos || header[separator] == ';') return std::nullopt;
    std::string_view rest = header;
    const auto [name, value] = detail::take_parameter(rest);
    Cookie cookie{.name = std::string(name),
                  .value = unquote_cookie_value(value),
                  .coded = std::string(value)};

    // '$' marks attributes of an older kind of cookie, RFC 2965.
    const bool has_control = std::any_of(cookie.coded.begin(), cookie.coded.end(), is_control);
    if (!is_cookie_name(cookie.name) || cookie.name.front() == '$' || has_control)
        return std::nullopt;
    parse_attributes(rest, cookie);
    return cookie;
}

bool domain_match(std::string_view domain, std::string_view host) {
    if (domain.empty() || !host.ends_with(domain)) return false;
    if (host.size() == domain.size()) return true;
    return host[host.size() - domain.size() - 1] == '.' && !is_ip_address(host);
}

bool path_match(std::string_view cookie_path, std::string_view request_path) {
    if (!request_path.starts_with(cookie_path)) return false;
    return request_path.size() == cookie_path.size() || cookie_path.ends_with('/') ||
           request_path[cookie_path.size()] == '/';
}

std::string default_cookie_path(std::string_view request_path) {
    const auto last = request_path.rfind('/');
    if (!request_path.starts_with('/') || last == 0) return "/";
    return std::string(request_path.substr(0, last));
}

std::string quote_cookie_value(std::string_view value) {
    if (std::all_of(value.begin(), value.end(), is_plain)) return std::string(value);
    std::string out = "\"";
    for (const char c : value) {
        if (is_plain_in_quotes(c)) {
            out += c;
        } else if (c == '"' || c == '\\') {
            (out += '\\') += c;
        } else {
            const auto byte = static_cast<unsigned char>(c);
            out += '\\';
            for (const int shift : {6, 3, 0}) out += static_cast<char>('0' + (byte >> shift & 7));
        }
    }
    return out + '"';
}

std::string unquote_cookie_value(std::string_view coded) {
    if (coded.size() < 2 || coded.front() != '"' || coded.back() != '"') return std::string(coded);
    coded = coded.substr(1, coded.size() - 2);
    std::string out;
    for (std::size_t i = 0; i < coded.size(); ++i) {
        if (coded[i] != '\\' || i + 1 == coded.size()) {
            out += coded[i];
        } else if (const std::string_view digits = coded.substr(i + 1); is_octal(digits)) {
            out +=
                static_cast<char>((digits[0] - '0') * 64 + (digits[1] - '0') * 8 + digits[2] - '0');
            i += 3;
        } else {
            out += coded[++i];
        }
    }
    return out;
}

}  // namespace aio::http
