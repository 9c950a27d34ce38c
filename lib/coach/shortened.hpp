// Text of an acceptable length: a student's program may print 200 kB at once.
#pragma once

#include <cstddef>
#include <string>

namespace coach {

/// The first `bytes` of it, up to the end of a character, and how many there were in all; or the
/// whole text, if it is not longer.
std::string shortened(std::string text, std::size_t bytes);

}  // namespace coach
