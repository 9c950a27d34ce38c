// Who waits where, and for what: the call graph of every task.
#pragma once

#include <cstddef>
#include <string>
#include <vector>

#include <aio/detail/core.hpp>

namespace aio::detail {

/// Enough to fill a page.
inline constexpr std::size_t most_told = 30;

/// The tasks that have not ended, in creation order, or the first of them.
std::vector<WaitingTask> waiting_tasks(const Core& loop,
                                       std::size_t most = static_cast<std::size_t>(-1));

[[nodiscard]] std::size_t count_tasks(const Core& loop);

/// A line for each, in columns; a last one if there are more.
std::string waiting_table(const std::vector<WaitingTask>& waiting, std::size_t tasks);

}  // namespace aio::detail
