// Host names beyond ASCII: bücher.test is xn--bcher-kva.test to DNS (IDNA 2008).
// Not for users.
#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace aio::http::detail {

/// The name for DNS; ASCII becomes lower case and nothing else. Nothing if there is no such name:
/// bytes that are not UTF-8, characters that no name has. ASCII that is not allowed in a host is
/// not checked, and may even come out: U+2100 becomes "a/c".
[[nodiscard]] std::optional<std::string> to_ascii_host(std::string_view host);

}  // namespace aio::http::detail
