// Converts text in any encoding to UTF-8. Not for users.
#pragma once

#include <string>
#include <string_view>

#include <http/response.hpp>

namespace aio::http::detail {

/// Whether to_utf8() knows an encoding of this name.
[[nodiscard]] bool knows_encoding(const std::string& encoding);

/// The text in UTF-8. `on_error` says what to do with bytes that are invalid in the encoding:
/// std::invalid_argument if it is DecodeErrors::strict, or if the encoding is unknown.
[[nodiscard]] std::string to_utf8(std::string bytes, const std::string& encoding,
                                  DecodeErrors on_error);

}  // namespace aio::http::detail
