// Which domains belong to nobody in particular: com, co.uk, github.io. Not for users.
#pragma once

#include <string>

namespace aio::http::detail {

/// Whether anybody may have a name below this domain: by the Public Suffix List
/// (publicsuffix.org), as libpsl has it, or as it is a single label. Not for IP
/// addresses. In lower case, as a Url's host.
[[nodiscard]] bool is_public_suffix(const std::string& domain);

}  // namespace aio::http::detail
