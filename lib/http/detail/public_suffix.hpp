// Which domains belong to nobody in particular: com, co.uk, github.io. Not for users.
#pragma once

#include <string>

namespace aio::http::detail {

/// Whether anybody may have a name below this domain: because it is on the Public Suffix List
/// (publicsuffix.org), which libpsl has, or is a single label. Not for IP addresses. In lower case,
/// like a Url's host.
[[nodiscard]] bool is_public_suffix(const std::string& domain);

}  // namespace aio::http::detail
