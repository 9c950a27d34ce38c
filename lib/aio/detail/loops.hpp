// The loops that run in this process, one a thread, found by number.
#pragma once

#include <aio/detail/ref_counted.hpp>

namespace aio::detail {

class RunningLoop;

LoopId add_loop(RunningLoop& loop);
void remove_loop(LoopId id) noexcept;

[[nodiscard]] bool is_running(LoopId id);

/// Lets the loop destroy, on its own thread, what nobody holds any more. False if it
/// has ended.
bool hand_over(RefCounted& object, LoopId to);

}  // namespace aio::detail
