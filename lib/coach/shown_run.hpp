// Chooses what a page shows of everything that was run for an attempt.
#pragma once

#include <string>

#include <coach/attempt.hpp>

namespace coach {

/// The first fact that does not hold; or, if all do, the first for which something ran. Null if
/// nothing ran for it.
const Fact* shown_fact(const Verdict&);

/// Forgets the tapes of everything else.
void keep_shown_tape(Verdict&);

/// The run as an SVG picture; empty if there is no tape of it.
std::string shown_picture(const Verdict&);

}  // namespace coach
