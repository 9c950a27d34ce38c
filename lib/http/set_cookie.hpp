// One cookie as a server sets it, and the rules for where it may be sent.
//
//   auto cookie = parse_set_cookie("id=7; Domain=shop.test; Path=/cart; Secure");
//   cookie->name, cookie->value;                        // "id", "7"
//   domain_match(cookie->domain, "www.shop.test");      // true
//   path_match(cookie->path, "/cart/add");              // true
//
// CookieJar, in cookies.hpp, applies them. RFC 6265 with aiohttp's tolerance.
#pragma once

#include <chrono>
#include <optional>
#include <string>
#include <string_view>
#include <utility>

#include <http/cookie_date.hpp>

namespace aio::http {

/// A cookie and its attributes.
struct Cookie {
    std::string name;
    std::string value = {};   ///< without quotes and escapes
    std::string coded = {};   ///< as it came: quoted or not
    std::string domain = {};  ///< in lower case, without a dot in front; empty: every host
    std::string path = {};    ///< empty: not given
    std::optional<std::chrono::seconds> max_age = {};
    std::optional<CookieTime> expires = {};  ///< in a jar: when it ends; never, if not set
    std::string same_site = {};
    bool secure = false;
    bool http_only = false;
    bool host_only = false;  ///< in a jar: for `domain` alone, not for what is below it
};

/// Parses the value of one Set-Cookie header. Nothing if it has no name, a name that no cookie may
/// have, or control characters.
///
/// As tolerant as aiohttp: brackets, '@' and ':' in a name are fine; a quoted value
/// may hold a ';'. A bad attribute is treated as missing: a Max-Age that is not
/// a number, an invalid date. Max-Age, even a bad one, hides Expires.
/// Unknown attributes are ignored, as RFC 6265, section 5.2, says.
[[nodiscard]] std::optional<Cookie> parse_set_cookie(std::string_view header);

/// Whether a cookie may have this name: visible ASCII, except `" , ; = \`; not
/// the name of an attribute.
[[nodiscard]] bool is_cookie_name(std::string_view name);

/// Whether a cookie for `domain` may go to `host`: the host is the same, or ends with a dot and the
/// domain, and is a name. Both in lower case. RFC 6265, section 5.1.3.
[[nodiscard]] bool domain_match(std::string_view domain, std::string_view host);

/// Whether a cookie for `cookie_path` may be sent with a request for `request_path`: it is the
/// same, or one of its parents. Section 5.1.4.
[[nodiscard]] bool path_match(std::string_view cookie_path, std::string_view request_path);

/// The path of a cookie that names none: up to the last '/'. Section 5.1.4.
[[nodiscard]] std::string default_cookie_path(std::string_view request_path);

/// A value as sent: `7` stays, `a b` becomes `"a b"`, and what could end a
/// cookie or a header becomes an octal escape. Like Python's http.cookies.
[[nodiscard]] std::string quote_cookie_value(std::string_view value);
/// The reverse; text without quotes around it is returned unchanged.
[[nodiscard]] std::string unquote_cookie_value(std::string_view coded);

namespace detail {

/// Whether it has only characters of a cookie's name; it may be that of an attribute.
[[nodiscard]] bool is_cookie_word(std::string_view name);

}  // namespace detail

}  // namespace aio::http
