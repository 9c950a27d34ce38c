// What the sentences of a verdict are made of.
#pragma once

#include <string>
#include <vector>

#include <aio/clock.hpp>
#include <timeline/record.hpp>

namespace lesson {

/// "9", "0.5": to a tenth of a second, so that real time reads like virtual time.
std::string seconds(aio::duration);
inline std::string seconds(aio::time_point when) { return seconds(when.time_since_epoch()); }

/// "a", "a and b", "a, b and c".
std::string list(const std::vector<std::string>&);

/// The tasks that have begun, without main.
std::vector<const timeline::Row*> tasks(const timeline::Record&);

/// Null in an empty record.
const timeline::Row* main_of(const timeline::Record&);

/// Whether the two are so close that nobody sees a difference. Under the simulated
/// clock they are then the same, in any program that waits for tenths of seconds.
bool same_time(aio::time_point, aio::time_point);

}  // namespace lesson
