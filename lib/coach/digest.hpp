// A short name for a text: two that differ never share it, whoever made them.
#pragma once

#include <string>
#include <string_view>

namespace coach {

/// SHA-256, as 64 hexadecimal digits.
std::string sha256(std::string_view text);

}  // namespace coach
