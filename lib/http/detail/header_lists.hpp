// Headers whose values are lists: "Connection: close, TE". Not for users.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include <http/headers.hpp>

namespace aio::http::detail {

/// The members in all the fields of this name, in order: in lower case, without parameters, empty
/// ones left out. RFC 9110, section 5.6.1.
[[nodiscard]] std::vector<std::string> list_members(const Headers& headers, std::string_view name);

/// Whether `member`, in whatever case, is among them.
[[nodiscard]] bool list_has(const Headers& headers, std::string_view name, std::string_view member);

}  // namespace aio::http::detail
