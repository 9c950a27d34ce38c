// A task's life as a row of cells. The text drawing turns cells into
// characters; nothing here knows about terminals.
#pragma once

#include <vector>

#include <timeline/record.hpp>

namespace timeline {

/// What a cell of the picture shows. A step too short to fill half a cell still shows, as `brief`:
/// under the simulated clock every step is one.
enum class Cell { empty, created, waiting, brief, running, finished, failed, cancelled };

/// The row over `columns` cells (at least 1) that stand for the time from 0
/// to `end`. The last cell of a task that ended shows how it ended.
std::vector<Cell> bar(const Row&, aio::duration end, aio::time_point now, int columns);

}  // namespace timeline
