// Could aio have produced this tape?
//
//   if (const auto wrong = timeline::check_tape(tape))
//       fmt::print("event {}: {}\n", wrong->event, wrong->sentence);
//
// What is ready, in which order it runs, when timers fire, who awaits whom and how everything ends
// is derived again from the events before. Not checked, because nothing on a tape shows it: names,
// notes, lines (except that a task resumes at the line where it waited), and why the program did
// what it did.
#pragma once

#include <cstddef>
#include <optional>
#include <string>

#include <timeline/tape.hpp>

namespace timeline {

struct Contradiction {
    std::size_t event = 0;  ///< its number, from 1; 0: the tape as a whole
    std::string sentence;
};

/// The first contradiction; nothing if there is none. A tape that ends with a cut is
/// checked up to there. A view leaves out too much to be checked, and the answer says so.
std::optional<Contradiction> check_tape(const Tape&);

}  // namespace timeline
