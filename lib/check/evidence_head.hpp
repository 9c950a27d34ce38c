// The first line of all evidence (evidence.hpp). A runner writes it when it is confined, and
// before it loads anything of a stranger's: what comes behind it may be the stranger's doing.
#pragma once

#include <string_view>

namespace check {

inline constexpr std::string_view head_of_evidence = "evidence 1\n";

}  // namespace check
