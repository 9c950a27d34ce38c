// What a submission and its compiler say, made fit for tables, pages and terminals.
#pragma once

#include <coach/attempt.hpp>

namespace coach {

/// No longer than anybody can read, and nothing but text: whatever is written of it, in whichever
/// form, can neither move a cursor nor change the direction of writing.
void tidy(Verdict&);

}  // namespace coach
