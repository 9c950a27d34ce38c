// Which threads could still give an idle loop something to do? While there is one about which
// nothing is known, a loop without work is not proven to be deadlocked.
#pragma once

namespace aio::detail {

/// How many threads this process has; 1 if the system does not say.
int count_threads();

/// Declares threads that never call any loop's call_soon_threadsafe. Count them after they have
/// begun, and uncount them before they end: so a thread that may call is never taken for one that
/// does not.
void add_quiet_threads(int count) noexcept;
int quiet_threads() noexcept;

}  // namespace aio::detail
