// A deadlock's ring, in text:
//
//   Who waits for whom:
//   ┌─→ transfer 1 holds the lock 'A', taken at lesson.cpp:54
//   │     │ waits for the lock 'B' at lesson.cpp:56
//   │     ↓
//   │   transfer 2 holds the lock 'B', taken at lesson.cpp:54
//   │     │ waits for the lock 'A' at lesson.cpp:56
//   └─────┘
#pragma once

#include <string>
#include <vector>

#include <timeline/pen.hpp>
#include <timeline/text.hpp>

namespace timeline {

/// No line is longer than the options' width, if that is 20 or more. Of a ring of more than eight,
/// the first are drawn and the others counted.
std::vector<std::string> ring_lines(const Deadlock&, const TextOptions&, const Pen&);

/// "transfer 1 waits for the lock 'B' at lesson.cpp:56; transfer 2 holds it, taken at
/// lesson.cpp:54.", for each; to be wrapped by the caller.
std::vector<std::string> ring_in_words(const Deadlock&);

/// "holds the lock 'A', taken at lesson.cpp:54"; empty if the task itself is waited for.
std::string holding_text(const Deadlock::Link&);
/// "waits for the lock 'B' at lesson.cpp:56".
std::string waiting_text(const Deadlock::Link&);

/// How many tasks of a ring a picture shows.
inline constexpr std::size_t most_drawn_of_ring = 8;

}  // namespace timeline
