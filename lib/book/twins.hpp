// Which line of the Python twin does what a line of the C++ does.
#pragma once

#include <cstddef>
#include <map>

#include <book/source.hpp>

namespace book {

/// C++ line -> Python line, for the functions that both have under the same name. The
/// lines of a function are paired in order, by the words that they share; a line with no
/// counterpart is missing.
std::map<std::size_t, std::size_t> twin_lines(const Source& cpp, const Source& python);

}  // namespace book
