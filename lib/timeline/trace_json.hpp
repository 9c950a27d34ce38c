// Records as a trace that https://ui.perfetto.dev (or chrome://tracing) opens: the Chrome trace
// event format. A section is a process, a task is a thread, and what the task did are its slices,
// with the file and line of the co_await.
//
//   timeline::write_trace("lesson02.json", sections);
#pragma once

#include <string>
#include <vector>

#include <timeline/section.hpp>

namespace timeline {

/// The trace. Times are in microseconds of loop time.
std::string trace_json(const std::vector<Section>&);

/// Writes it to a file, event by event, so that a large trace takes no more
/// memory. Throws std::runtime_error, with the path and the reason, if that fails.
void write_trace(const std::string& path, const std::vector<Section>&);

}  // namespace timeline
