// A text in characters that are allowed anywhere: as a short name that no other text has, or whole.
#pragma once

#include <string>
#include <string_view>

namespace coach {

/// SHA-256, as 64 hexadecimal digits.
std::string sha256(std::string_view text);

/// For a "data:" URL.
std::string base64(std::string_view bytes);

}  // namespace coach
