// Reasons that only a tape tells: a record has no word of what tasks share, nor of
// which limit stood around which.
#pragma once

#include <optional>
#include <string>

#include <lesson/verdict.hpp>

namespace lesson {

/// Somebody waited until others had given back, or made room for, what they share: a
/// lock, a place, room in a queue. Nothing if that took no time.
std::optional<Explanation> explain_line(const timeline::Tape&);

/// Which task was the first to go on before another one that had been ready before it, and
/// when: of a run under a schedule. Empty if all of them went on as they became ready.
std::string out_of_order(const timeline::Tape&);

/// A limit fired that had begun before another one had fired, and so stood around it.
std::optional<Explanation> explain_budget(const timeline::Tape&);

}  // namespace lesson
