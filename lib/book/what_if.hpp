// What if a figure of a lesson were another? Every choice, recorded from the lesson's
// program <lesson>_what_if; see lesson/what_if.hpp.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include <aio/coroutine.hpp>
#include <book/runs.hpp>
#include <book/source.hpp>
#include <lesson/what_if.hpp>
#include <timeline/tape.hpp>

namespace book {

/// One choice of all figures.
struct Case {
    std::string words;                  ///< "1, 3 and 5 s"
    std::vector<std::string> elapsed;   ///< of each variant: "9 s"
    std::vector<std::string> told;      ///< what else is told
    std::vector<timeline::Tape> tapes;  ///< of each variant
};

struct WhatIf {
    std::string title;
    std::vector<lesson::Choice> choices;
    std::vector<std::string> variants;  ///< "one after the other"
    std::vector<lesson::Told> told;
    std::vector<Case> cases;  ///< the last choice changes fastest
    std::string file;         ///< "lessons/18_bounded/what_if.cpp"
    Source played;            ///< see played_source.hpp
};

/// Nothing, if the lesson has no what_if.cpp. Throws BookError.
aio::Coroutine<std::optional<WhatIf>> read_what_if(Runs&, std::string lesson);

/// "1, 3 and 5 s: 9 s one after the other, 5 s together."
std::string sentence_of(const Case&, const WhatIf&);

/// A section of the lesson's page: what can be chosen, the player, and all cases as a table.
std::string what_if_html(const WhatIf&, const std::string& number);

}  // namespace book
