// The parts that tell() puts together. On a screen that is too small for all of
// them, `watch` chooses.
#pragma once

#include <filesystem>
#include <string>
#include <vector>

#include <coach/tell.hpp>

namespace coach {

struct VerdictText {
    using Lines = std::vector<std::string>;

    Lines title;     ///< "02_create_then_await: 2 of 4 facts hold"
    Lines trouble;   ///< what kept it from being checked; the compiler's text
    Lines before;    ///< the facts before the failure
    Lines failure;   ///< the first fact that does not hold, in full
    Lines behind;    ///< the facts after it
    Lines warnings;  ///< the compiler's
    Lines picture;   ///< the timeline of that fact; of the first one, if all hold
    Lines output;    ///< what the program printed
};

VerdictText verdict_text(const Exercise&, const Verdict&, const std::filesystem::path& file,
                         const Style&);

/// With a blank line between parts.
VerdictText::Lines join(const std::vector<VerdictText::Lines>& parts);

/// A timeline in the characters and colours of this look, cut to its width.
VerdictText::Lines picture_of(const Fact&, const Style&);

}  // namespace coach
