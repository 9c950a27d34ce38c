// What a connection carries, written on its bar: the path that was asked for,
// "/delay/0.5?page=3", cut in its middle where there is less room: "/…3".
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include <timeline/record.hpp>

namespace timeline {

/// The longest of the whole, the path without its query, and its first and last
/// part, that leaves some of `columns` free, so that a bar stays a bar. Empty if none does.
/// All of it begins with the path's '/'. ASCII, except for the mark where it was cut.
std::string fitting_label(std::string_view target, int columns, bool unicode);

/// A character for each of `columns` cells, laid out like bar()'s; empty: none.
std::vector<std::string> labels_on(const Row&, aio::duration end, int columns, bool unicode);

}  // namespace timeline
