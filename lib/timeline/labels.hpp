// What a connection carries, written on its bar: "/delay/0.5?page=3", or as
// much of that as there is room for.
#pragma once

#include <string>
#include <string_view>

#include <timeline/record.hpp>

namespace timeline {

/// The longest of the whole, the path without its query, and the last part
/// alone ("3") that leaves some of `columns` free: one behind a character or two,
/// three behind more, so that a bar stays a bar. Empty if none does. ASCII.
std::string fitting_label(std::string_view target, int columns);

/// A character for each of `columns` cells, as bar() has them; 0: none.
std::string labels_on(const Row&, aio::duration end, int columns);

}  // namespace timeline
