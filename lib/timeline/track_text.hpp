// What stands below the tasks in the text drawing: a row for each lock, semaphore and queue
// that has a name, and for each frame, if they are asked for:
//
//   jobs             2▇▇▇▇▇▇▇2▇▇▇▇▇▇0▁▁▁▁▁▁▁
//   door             reader▇▇writer▇▁▁▁▁▁▁▁▁▁
//   frame of reader  ├──────┤
#pragma once

#include <string>
#include <vector>

#include <timeline/pen.hpp>
#include <timeline/text.hpp>

namespace timeline {

/// Their names, in the order of their rows.
std::vector<std::string> names_below(const Record&, const TextOptions&);

/// The same, with `columns` cells that stand for the time from 0 to `end`, in colour.
struct RowBelow {
    std::string name, cells;
};
std::vector<RowBelow> rows_below(const Record&, aio::duration end, int columns, const TextOptions&,
                                 const Pen&);

/// What the rows show: "jobs: items in the queue, room for 2".
std::vector<std::string> legend_below(const Record&, const TextOptions&, const Pen&);

/// What a track shows, without its name: "items in the queue, room for 2".
std::string meaning_of(const Track&);

}  // namespace timeline
