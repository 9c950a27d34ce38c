// Reasons that only a tape shows: a record knows neither what tasks share nor which limit was
// around which.
#pragma once

#include <optional>
#include <string>

#include <lesson/verdict.hpp>

namespace lesson {

/// A task waited until others had given back, or made room in, what they share: a lock, a place,
/// room in a queue. Nothing if that took no time.
std::optional<Explanation> explain_line(const timeline::Tape&);

/// In a run under a schedule: the first task that went on before another one that had been ready
/// earlier, and when. Empty if all of them went on in the order in which they became ready.
std::string out_of_order(const timeline::Tape&);

/// A limit fired that had begun before another one fired, and so was around it.
std::optional<Explanation> explain_budget(const timeline::Tape&);

}  // namespace lesson
