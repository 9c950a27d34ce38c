// A URL split into its parts, following RFC 3986, and a reference resolved. Only this part knows
// uriparser; what http adds to it is in url.cpp.
#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace aio::http::detail {

/// The parts of an absolute URL, without their separators. Percent-escapes are kept, and characters
/// that a URL may not contain have become escapes.
struct UriParts {
    enum class Host { name, ipv4, ipv6, other };

    std::string scheme;    ///< in lower case
    std::string userinfo;  ///< "user:password"
    Host host_kind = Host::name;
    std::string host;  ///< in lower case, an IPv6 address in its shortest spelling
    std::string port;  ///< digits, or nothing
    std::string path;  ///< nothing, or it begins with '/'; without "." and ".." segments
    std::string query;
    std::string fragment;
};

/// The scheme, in lower case and without its ':', or nothing: a relative reference.
std::string scheme_of(std::string_view reference);

/// What `reference` means on the page `base`, an absolute URL (RFC 3986,
/// section 5.2). Nothing if it breaks the grammar.
std::optional<UriParts> resolve_uri(std::string_view base, std::string_view reference);

}  // namespace aio::http::detail
