// %41 is A: the escapes of URLs and forms (RFC 3986, section 2.1).
#pragma once

#include <string>
#include <string_view>

namespace aio::http::detail {

/// What to do with a '%' that is followed by two hexadecimal digits.
enum class Escapes { keep, encode };

/// The text with every byte as %XX that is neither an unreserved character (RFC 3986, section 2.3)
/// nor one of `also_allowed`.
std::string percent_encode(std::string_view text, std::string_view also_allowed,
                           Escapes escapes = Escapes::encode);

/// The bytes that the escapes stand for; a '%' that begins none stays.
std::string percent_decode(std::string_view text);

/// The same text with its escapes in their usual spelling: only where they are needed, and in upper
/// case. RFC 3986, section 6.2.2.
std::string percent_normalize(std::string_view text);

}  // namespace aio::http::detail
