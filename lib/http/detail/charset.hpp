// Text in whatever encoding becomes UTF-8. Not for users.
#pragma once

#include <string>
#include <string_view>

#include <http/response.hpp>

namespace aio::http::detail {

/// Whether to_utf8() knows an encoding of this name.
[[nodiscard]] bool knows_encoding(const std::string& encoding);

/// The text in UTF-8. Bytes that do not belong to the encoding: as `on_error` says.
/// std::invalid_argument if that is DecodeErrors::strict, or the encoding unknown.
[[nodiscard]] std::string to_utf8(std::string bytes, const std::string& encoding,
                                  DecodeErrors on_error);

}  // namespace aio::http::detail
