// Url: where a request goes.
//
//   const Url page("http://shop.test/list?page=2#top");
//   page.host();           // "shop.test"
//   page.port();           // 80
//   page.target();         // "/list?page=2": what the request line says
//   page.join("item/7");   // http://shop.test/item/7
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace aio::http {

namespace detail {
struct UriParts;
}

/// Names and values, in their order: a form, a query.
using Params = std::vector<std::pair<std::string, std::string>>;

/// The body of a form: "a=b+c&d=%26". A space is '+'; letters, digits and "-._~"
/// stay; everything else is %XX. Like Python's urllib.parse.urlencode.
std::string url_encode_form(const Params& fields);

/// Whether the host is an address and not a name: has a ':' or is all digits and
/// dots. A heuristic, good enough for any host() of a Url. Like in aiohttp.
bool is_ip_address(std::string_view host);

/// An absolute http or https URL that can be requested; there is no empty one.
///
/// Spaces, quotes, non-ASCII characters and everything else that is not allowed in a URL are
/// percent-encoded; existing escapes are kept. The host becomes lower case; "." and ".." are
/// removed from the path; a default port is left out. So equal URLs usually have equal spellings.
///
/// A host name beyond ASCII, bücher.test, is shown, compared and looked up as
/// xn--bcher-kva.test (IDNA 2008).
class Url {
public:
    /// Parses the text: RFC 3986. Spaces around it do not count.
    ///
    /// InvalidUrlClientError: it is relative, too long (64 KiB), has no host, a
    /// bad host or a bad port. IPv4 addresses must have four decimal numbers:
    /// 127.1, 2130706433, 0x7f.1 and 017700000001 all mean 127.0.0.1 to some
    /// programs and not to others, which has been used to get past filters.
    /// NonHttpUrlClientError: it has another scheme, say ftp.
    explicit Url(std::string_view text);
    static Url parse(std::string_view text) { return Url(text); }

    /// What a link on this page means: RFC 3986, section 5. Absolute links are
    /// taken as they are. Throws like the constructor.
    [[nodiscard]] Url join(std::string_view reference) const;
    /// The same for a redirect's Location, with errors of its own:
    /// InvalidUrlRedirectClientError, NonHttpUrlRedirectClientError.
    [[nodiscard]] Url redirect(std::string_view location) const;

    [[nodiscard]] const std::string& scheme() const { return scheme_; }
    [[nodiscard]] bool is_secure() const { return scheme_ == "https"; }
    /// A name or an address, in lower case; IPv6 without its brackets.
    [[nodiscard]] const std::string& host() const { return host_; }
    /// The given port, or the scheme's: 80 or 443.
    [[nodiscard]] std::uint16_t port() const { return port_; }
    [[nodiscard]] bool has_default_port() const;
    /// The part before an '@', decoded. Empty if there is none.
    [[nodiscard]] std::string user() const;
    [[nodiscard]] std::string password() const;
    [[nodiscard]] bool has_credentials() const { return !userinfo_.empty(); }
    /// Begins with '/'. Like query and fragment: percent-encoded, as sent.
    [[nodiscard]] const std::string& path() const { return path_; }
    /// Without its '?'. Empty if there is none.
    [[nodiscard]] const std::string& query() const { return query_; }
    /// Without its '#'. Empty if there is none. Never sent.
    [[nodiscard]] const std::string& fragment() const { return fragment_; }

    /// Path and query: what a request line says.
    [[nodiscard]] std::string target() const;
    /// "http://shop.test:8080": scheme, host and port; no default port.
    [[nodiscard]] std::string origin() const;
    [[nodiscard]] bool same_origin(const Url& other) const { return origin() == other.origin(); }
    /// What the Host header says: "shop.test:8080", "[::1]"; no default port.
    [[nodiscard]] std::string host_header() const;
    /// All of it, including credentials and fragment.
    [[nodiscard]] std::string to_string() const;

    [[nodiscard]] Url without_credentials() const;
    [[nodiscard]] Url without_fragment() const;
    /// With the fields added to the end of the query. Throws
    /// InvalidUrlClientError if that makes it too long.
    [[nodiscard]] Url with_params(const Params& fields) const;

    friend bool operator==(const Url&, const Url&) = default;

private:
    Url(detail::UriParts parts, std::string_view text);

    std::string scheme_;
    std::string userinfo_;  // encoded: "user" or "user:password"
    std::string host_;
    std::uint16_t port_ = 0;
    std::string path_;
    std::string query_;
    std::string fragment_;
};

}  // namespace aio::http
