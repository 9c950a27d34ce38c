// How a tape is written: lines of JSON, so that anything can read it.
//
//   {"tape":1,"title":"bare coroutines","clock":"simulated","order":"plain","whole":true}
//   {"place":1,"file":"lessons/02_create_then_await/lesson.cpp","line":18,"function":"delay"}
//   {"e":"frame made","at":0,"frame":1,"place":1}
//   {"e":"created","at":0,"task":1,"frame":1,"place":0,"seen":1,"text":"main"}
//   {"e":"turn","at":0,"number":1}
//   {"e":"running","at":0,"task":1,"frame":1,"place":1}
//   ...
//   {"e":"run ends","at":9000000000}
//
// The first line is the head. "tape" is the version of the format, "clock" is
// "simulated" or "real", "order" is "plain" or "another" (a seed, or a choice, decided
// what runs next), "whole" is false for a view (tape_view.hpp).
//
// A line with "e" is an event. The n-th of them is event n. "e" is the kind's name in
// tape.hpp, with spaces; the other keys are the fields of Event that are not 0:
//
//   at      when, in nanoseconds of loop time; always there
//   until   a deadline, in the same; missing if there is none
//   text    the text itself
//   place, seen   numbers of places; seen is missing if it is the same
//   why     turn, time, task, future, resource, cancel, io, thread or call
//   parts   tasks by number, futures by negative number
//   hidden, threw   true
//
// A line with "file" names a place and stands before the first event with its number;
// "library" is true for a place that the program's author did not write.
//
// The last event is "run ends" or "cut". A file may hold several tapes, one after the
// other: each head begins a new one. A reader refuses a version that it does not know,
// keys and kinds that it does not know, and a line that ends before its time.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

#include <timeline/tape.hpp>

namespace timeline {

inline constexpr int tape_version = 1;

/// No larger text is read: so much a million events may take.
inline constexpr std::size_t most_tape_bytes = 256 << 20;

/// Every tape of a file's text, at least one. TapeError, in one sentence that names
/// the line.
std::vector<Tape> read_tapes(std::string_view text);

/// Writes them to a file, one after the other. std::runtime_error, with the path and
/// the reason, if that fails.
void write_tapes(const std::string& path, const std::vector<Tape>&);

/// The word for a kind, as it is written: "frame made".
std::string_view word_of(Event::Kind);

}  // namespace timeline
