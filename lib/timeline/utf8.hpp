// Whether bytes are UTF-8.
#pragma once

#include <string>
#include <string_view>

namespace timeline {

/// The text with U+FFFD for every byte that is not part of valid UTF-8 (RFC 3629), and
/// cut, between characters, to at most `longest` bytes.
std::string valid_utf8(std::string_view text, std::size_t longest);

}  // namespace timeline
