// The parts that tell() puts together. On a screen that is too small for all of
// them, `watch` chooses.
#pragma once

#include <filesystem>
#include <string>
#include <vector>

#include <coach/tell.hpp>

namespace coach {

struct Telling {
    using Lines = std::vector<std::string>;

    Lines title;     ///< "02_create_then_await: 2 of 4 facts hold"
    Lines trouble;   ///< what kept it from being checked; the compiler's text
    Lines before;    ///< the facts in front of the failure
    Lines failure;   ///< the first fact that does not hold, told whole
    Lines behind;    ///< the facts behind it
    Lines warnings;  ///< the compiler's
    Lines picture;   ///< the timeline of that fact; of the first one, if all hold
    Lines output;    ///< what the program printed
};

Telling telling(const Exercise&, const Verdict&, const std::filesystem::path& file, const Look&);

/// With a blank line between parts.
Telling::Lines join(const std::vector<Telling::Lines>& parts);

/// A timeline in the characters and colours of this look, cut to its width.
Telling::Lines picture_of(const Fact&, const Look&);

}  // namespace coach
