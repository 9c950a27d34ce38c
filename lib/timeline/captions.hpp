// The lines below the bars: errors, what the shapes mean, the total.
#pragma once

#include <string>
#include <vector>

#include <timeline/pen.hpp>
#include <timeline/text.hpp>

namespace timeline {

/// A line for each task with something to say about its end: at most three, and a count of the
/// others.
std::vector<std::string> error_lines(const Record&, const TextOptions&, const Pen&);

/// Explains what is among `seen`, and nothing else.
std::vector<std::string> legend_lines(const std::vector<Cell>& seen, const TextOptions&,
                                      const Pen&);

/// The same for connections; nothing if there are none.
std::vector<std::string> lane_legend_lines(const std::vector<Cell>& seen, const TextOptions&,
                                           const Pen&);

std::vector<std::string> total_lines(const Record&, const TextOptions&);

}  // namespace timeline
