// The rows below the tasks in the text drawing: one for each lock, semaphore and queue that has a
// name, and, if asked for, one for each frame:
//
//   jobs             2▇▇▇▇▇▇▇2▇▇▇▇▇▇0▁▁▁▁▁▁▁
//   door             reader▇▇writer▇▁▁▁▁▁▁▁▁▁
//   frame reader     ├──────┤
#pragma once

#include <span>
#include <string>
#include <vector>

#include <timeline/pen.hpp>
#include <timeline/text.hpp>

namespace timeline {

/// As many of them as a picture has room for.
std::span<const Track> tracks_to_show(const Record&);
std::span<const FrameLife> frames_to_show(const Record&);

/// The moments at which it was taken, or not empty, for no time, and free before and after: a
/// stretch for each, which ends where it begins.
std::vector<Track::Stretch> moments_of(const Track&);

/// Their names, in the order of their rows.
std::vector<std::string> names_below(const Record&, const TextOptions&);

/// The same, with `columns` cells that stand for the time from 0 to `end`, in colour.
struct RowBelow {
    std::string name, cells;
};
std::vector<RowBelow> rows_below(const Record&, aio::duration end, int columns, const TextOptions&,
                                 const Pen&);

/// What the rows show, once for those that show the same: "jobs: items in the queue, room for 2".
std::vector<std::string> meanings_of(std::span<const Track>);

/// The same in lines, and frames.
std::vector<std::string> legend_below(const Record&, const TextOptions&, const Pen&);

}  // namespace timeline
