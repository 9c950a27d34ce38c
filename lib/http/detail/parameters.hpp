// The parameters of a header's value: "text/html; charset=utf-8". Not for users.
#pragma once

#include <string_view>
#include <utility>

namespace aio::http::detail {

/// Takes "name=value;" off the text and returns both parts, without the spaces
/// around them: all of the value if it is quoted, with its quotes, else what comes
/// before a ';'.
std::pair<std::string_view, std::string_view> take_parameter(std::string_view& rest);

}  // namespace aio::http::detail
