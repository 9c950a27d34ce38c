// Text of a length that others can take: a student's program may say 200 kB at once.
#pragma once

#include <cstddef>
#include <string>

namespace coach {

/// The first `bytes` of it, up to the end of a character, and how much there was; or all
/// of it, if it is not longer.
std::string shortened(std::string text, std::size_t bytes);

}  // namespace coach
