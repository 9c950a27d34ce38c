// The parameters of a header's value: "text/html; charset=utf-8". Not for users.
#pragma once

#include <string_view>
#include <utility>

namespace aio::http::detail {

/// Removes "name=value;" from the text and returns both parts, without the spaces around them. A
/// quoted value is returned whole, with its quotes; any other ends before a ';'.
std::pair<std::string_view, std::string_view> take_parameter(std::string_view& rest);

}  // namespace aio::http::detail
