#include <http/url.hpp>

#include <algorithm>
#include <charconv>

#include <http/detail/ascii.hpp>
#include <http/detail/idna.hpp>
#include <http/detail/percent.hpp>
#include <http/detail/uri.hpp>
#include <http/errors.hpp>

namespace aio::http {
namespace {

using detail::UriParts;

// Far more than servers accept (8 KiB is usual), and little enough to handle.
constexpr std::size_t longest_url = 64 * 1024;

std::uint16_t default_port(std::string_view scheme) { return scheme == "https" ? 443 : 80; }

bool is_host_character(char c) { return detail::is_alnum(c) || detail::is_one_of(c, "-._"); }

bool is_hexadecimal(std::string_view label) {
    if (!label.starts_with("0x")) return false;
    label.remove_prefix(2);
    return std::all_of(label.begin(), label.end(),
                       [](char c) { return detail::is_digit(c) || (c >= 'a' && c <= 'f'); });
}

// Such a name is an address to some resolvers: 127.1, 0x7f000001. No top-level
// domain is a number.
bool ends_in_a_number(std::string_view host) {
    if (host.ends_with('.')) host.remove_suffix(1);
    const std::string_view last = host.substr(host.rfind('.') + 1);
    return detail::all_of(last, detail::is_digit) || is_hexadecimal(last);
}

// "b%c3%bccher.test", as written in a URL, becomes "xn--bcher-kva.test". An escape for a character
// that needs none stays, and is refused: it would hide what is meant.
std::string host_name(std::string host) {
    const std::string plain = detail::percent_decode(host);
    const auto ascii = [](std::string_view text) {
        return std::count_if(text.begin(), text.end(),
                             [](char c) { return static_cast<unsigned char>(c) < 0x80; });
    };
    const auto escapes = std::count(host.begin(), host.end(), '%');
    if (escapes == 0 || ascii(host) - 3 * escapes != ascii(plain)) return host;
    return detail::to_ascii_host(plain).value_or(std::move(host));
}

// Why the host cannot be used, or nothing.
std::string objection_to(const UriParts& parts) {
    if (parts.host.empty()) return "it has no host; write one after http://";
    if (parts.host_kind == UriParts::Host::ipv4 || parts.host_kind == UriParts::Host::ipv6)
        return {};
    if (parts.host_kind == UriParts::Host::other) return "this kind of address is unknown";
    if (!detail::all_of(parts.host, is_host_character))
        return "the host has a character that is not allowed in a host";
    if (ends_in_a_number(parts.host))
        return "the host is not a canonical IPv4 address; write four numbers from 0 to 255, as in "
               "127.0.0.1";
    return {};
}

std::uint16_t parse_port(std::string_view digits, std::string_view text) {
    std::uint16_t port = 0;
    const char* const end = digits.data() + digits.size();
    const auto [stop, error] = std::from_chars(digits.data(), end, port);
    if (error != std::errc() || stop != end || port == 0)
        throw InvalidUrlClientError(text, "the port must be a number from 1 to 65535");
    return port;
}

// "user:" means the same as "user", and ":" the same as nothing.
std::string canonical_userinfo(std::string userinfo) {
    if (!userinfo.empty() && userinfo.find(':') == userinfo.size() - 1) userinfo.pop_back();
    return userinfo;
}

void check_scheme(std::string_view scheme, std::string_view text) {
    if (scheme.empty())
        throw InvalidUrlClientError(text, "it is not absolute; begin it with http:// or https://");
    if (scheme != "http" && scheme != "https")
        throw NonHttpUrlClientError(text, "only http:// and https:// can be requested");
}

UriParts take_apart(std::string_view base, std::string_view reference, std::string_view text) {
    if (text.size() > longest_url) throw InvalidUrlClientError(text, "it is longer than 64 KiB");
    std::optional<UriParts> parts = detail::resolve_uri(base, reference);
    if (!parts) throw InvalidUrlClientError(text, "it is not a URL; look at its host and its port");
    if (parts->host_kind == UriParts::Host::name) parts->host = host_name(std::move(parts->host));
    return *std::move(parts);
}

// Spaces, line ends and other control characters around a URL are slips.
std::string_view strip(std::string_view text) {
    while (!text.empty() && (detail::is_control(text.front()) || text.front() == ' '))
        text.remove_prefix(1);
    while (!text.empty() && (detail::is_control(text.back()) || text.back() == ' '))
        text.remove_suffix(1);
    return text;
}

// The scheme is checked first: whatever else is wrong with an ftp URL, the error should name its
// scheme.
UriParts parse_absolute(std::string_view text) {
    const std::string_view stripped = strip(text);
    check_scheme(detail::scheme_of(stripped), text);
    return take_apart("http://base.invalid/", stripped, text);
}

UriParts parse_reference(const std::string& base, std::string_view reference) {
    const std::string_view stripped = strip(reference);
    if (const std::string scheme = detail::scheme_of(stripped); !scheme.empty())
        check_scheme(scheme, reference);
    return take_apart(base, stripped, reference);
}

std::string with_prefix(char prefix, const std::string& part) {
    return part.empty() ? part : prefix + part;
}

std::string encode_form_field(std::string_view text) {
    std::string out = detail::percent_encode(text, " ");
    std::replace(out.begin(), out.end(), ' ', '+');
    return out;
}

}  // namespace

std::string url_encode_form(const Params& fields) {
    std::string out;
    for (const auto& [name, value] : fields) {
        if (!out.empty()) out += '&';
        out += encode_form_field(name) + '=' + encode_form_field(value);
    }
    return out;
}

bool is_ip_address(std::string_view host) {
    const bool numeric =
        detail::all_of(host, [](char c) { return detail::is_digit(c) || c == '.'; });
    const bool has_digit = std::any_of(host.begin(), host.end(), detail::is_digit);
    return host.find(':') != std::string_view::npos || (numeric && has_digit);
}

Url::Url(std::string_view text) : Url(parse_absolute(text), text) {}

Url::Url(UriParts parts, std::string_view text)
    : scheme_(std::move(parts.scheme)),
      userinfo_(canonical_userinfo(std::move(parts.userinfo))),
      port_(parts.port.empty() ? default_port(scheme_) : parse_port(parts.port, text)),
      path_(parts.path.empty() ? "/" : std::move(parts.path)),
      query_(std::move(parts.query)),
      fragment_(std::move(parts.fragment)) {
    if (const std::string objection = objection_to(parts); !objection.empty())
        throw InvalidUrlClientError(text, objection);
    host_ = std::move(parts.host);
    if (to_string().size() > longest_url)
        throw InvalidUrlClientError(text, "it is longer than 64 KiB");
}

Url Url::join(std::string_view reference) const {
    return Url(parse_reference(to_string(), reference), reference);
}

Url Url::redirect(std::string_view location) const {
    try {
        return join(location);
    } catch (const InvalidURL& error) {
        throw InvalidUrlRedirectClientError(error.url(), error.description());
    } catch (const NonHttpUrlClientError& error) {
        throw NonHttpUrlRedirectClientError(error.url(), error.description());
    }
}

bool Url::has_default_port() const { return port_ == default_port(scheme_); }

std::string Url::user() const {
    return detail::percent_decode(std::string_view(userinfo_).substr(0, userinfo_.find(':')));
}

std::string Url::password() const {
    const auto colon = userinfo_.find(':');
    if (colon == std::string::npos) return {};
    return detail::percent_decode(std::string_view(userinfo_).substr(colon + 1));
}

std::string Url::target() const { return query_.empty() ? path_ : path_ + '?' + query_; }

std::string Url::host_header() const {
    const bool is_ipv6 = host_.find(':') != std::string::npos;
    std::string out = is_ipv6 ? '[' + host_ + ']' : host_;
    if (!has_default_port()) out.append(":").append(std::to_string(port_));
    return out;
}

std::string Url::origin() const { return scheme_ + "://" + host_header(); }

std::string Url::to_string() const {
    std::string out = scheme_ + "://";
    if (has_credentials()) out += userinfo_ + '@';
    return out + host_header() + target() + with_prefix('#', fragment_);
}

Url Url::without_credentials() const {
    Url out = *this;
    out.userinfo_.clear();
    return out;
}

Url Url::without_fragment() const {
    Url out = *this;
    out.fragment_.clear();
    return out;
}

Url Url::with_params(const Params& fields) const {
    if (fields.empty()) return *this;
    Url out = *this;
    out.query_ += (query_.empty() ? "" : "&") + url_encode_form(fields);
    return Url(out.to_string());
}

}  // namespace aio::http
