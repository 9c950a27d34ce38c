// A tape as the program's author sees the run: what a lesson's --tape writes.
//
//   timeline::write_tapes("lesson02.tape", {timeline::program_view(recorder.tape())});
#pragma once

#include <cstddef>

#include <timeline/tape.hpp>

namespace timeline {

/// Leaves out hidden tasks, aio's own callbacks, timers and futures, and the frames of libraries. A
/// task that waits inside a library waits in the innermost of the program's own frames, at the line
/// there. A call into a library that did not suspend is an `awaited` without a number. Turns and
/// waits in which nothing is left are left out, too.
///
/// A coroutine's definition has no line in it, nor has a task's first step, which begins there:
/// compilers differ about that line, and all are to write the same view.
Tape program_view(const Tape&);

/// Cuts it after this many events, if it has more.
void shorten(Tape&, std::size_t events);

}  // namespace timeline
