// Who waits where, and for what: the call graph of every task, as text.
#pragma once

#include <string>

namespace aio::detail {

class Core;

/// A line for each task that has not ended, in columns.
std::string waiting_text(const Core& loop);

}  // namespace aio::detail
