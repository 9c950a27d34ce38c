// Finds what no exercise needs in the student's own text: assembler, attributes of one compiler,
// pragmas, other people's files.
#pragma once

#include <string>
#include <string_view>

namespace coach {

/// "Line 12: __attribute__. Write [[maybe_unused]], or leave it out." Empty if there is
/// nothing. Knows splices, comments, strings, raw strings and digraphs.
std::string foreign_text(std::string_view source);

}  // namespace coach
