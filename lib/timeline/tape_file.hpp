// How a tape is written: lines of JSON, so that anything can read it.
//
//   {"tape":2,"title":"bare
//   coroutines","number":2,"clock":"simulated","order":"plain","whole":false}
//   {"place":1,"file":"lessons/02_create_then_await/lesson.cpp","line":0,"function":"bare_coroutines"}
//   {"e":"frame made","at":0,"frame":1,"place":1}
//   {"e":"created","at":0,"task":1,"frame":1,"seen":1,"text":"main"}
//   {"e":"turn","at":0,"number":1}
//   {"place":2,"file":"lessons/02_create_then_await/lesson.cpp","line":42,"function":"bare_coroutines"}
//   {"e":"running","at":0,"task":1,"frame":1,"place":2}
//   ...
//   {"e":"run ends","at":9000000000}
//
// Every line is a JSON object in UTF-8, and ends with a newline. Order matters between
// lines, not between keys.
//
// A line with "tape" is a head, and begins a tape. "tape" is the version of the format, "clock" is
// "simulated" or "real", "order" is "plain" or "another" (a seed or a choice decided what runs
// next), "whole" is false for a view (tape_view.hpp). "number" says which of its program's runs it
// is, from 1; missing: not known.
//
// A line with "e" is an event. The n-th of a tape is event n. "e" is the kind's name in tape.hpp,
// with spaces for underscores; that file says what each kind means and which fields it has. A
// missing field is 0, false, or no text:
//
//   at            when, in nanoseconds of loop time; never missing
//   until         a deadline, in the same; missing if there is none
//   task, by, what, frame, caller, number   whole numbers from 1
//   level, most   whole numbers
//   why           turn, time, task, future, resource, cancel, io, thread or call
//   place, seen   numbers of places; if seen is missing, it is the same as place
//   text          a text
//   parts         a list: tasks by number, futures by negative number
//   hidden, threw   true
//
// An "idle" with "why":"call" does not mean that the loop rests: in simulated time, a call that
// blocks holds it up, in a step of the task in "by", until "until". A "cancel requested" has "why"
// only if it came from outside all steps ("io"), as at Ctrl-C, or from another thread ("thread").
//
// A line with "file" says what the number in its "place" means, before the first event that has it;
// "library" is true for a place that the program's author did not write. A "line" of 0: not known,
// as for a coroutine's definition in a view.
//
// The last event of a tape is "run ends" or "cut". A file holds one tape or several, one after
// another. A reader refuses a version, a key or a kind that it does not know, and a file that ends
// before its last tape does.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

#include <timeline/tape.hpp>

namespace timeline {

inline constexpr int tape_version = 2;

/// No larger text is read, no longer line, and no more events and parts in all tapes together: a
/// run of most_events takes less.
inline constexpr std::size_t most_tape_bytes = 256 << 20;
inline constexpr std::size_t most_line_bytes = 16 << 20;
inline constexpr std::size_t most_tape_events = 4 * most_events;
inline constexpr std::size_t most_tape_parts = 16 << 20;

/// Every tape of a file's text, at least one. TapeError, in one sentence that names
/// the line.
std::vector<Tape> read_tapes(std::string_view text);
/// The same from a file, of which at most most_tape_bytes are read. std::system_error, with the
/// path, if it cannot be read.
std::vector<Tape> read_tape_file(const std::string& path);

/// Writes them to a file, one after the other. std::runtime_error, with the path and
/// the reason, if that fails.
void write_tapes(const std::string& path, const std::vector<Tape>&);

/// The word for a kind, as it is written: "frame made".
std::string_view word_of(Event::Kind);

}  // namespace timeline
