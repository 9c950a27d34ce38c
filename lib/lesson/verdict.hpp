// Why a program took as long as it did, in plain words, worked out from what
// was recorded: it stays true when a student changes the lesson.
#pragma once

#include <string>

#include <timeline/record.hpp>

namespace lesson {

/// "Why 9 s: ...". One paragraph, to be wrapped by who prints it. Times are
/// rounded to a tenth of a second.
std::string verdict(const timeline::Record&);

}  // namespace lesson
