// Which threads could still give an idle loop something to do? While there is one
// that nothing is known of, a loop without work is not proven to be deadlocked.
#pragma once

namespace aio::detail {

/// How many threads this process has; 1 if the system does not say.
int count_threads();

/// Declares threads that never call call_soon_threadsafe of any loop. Count them
/// when they have begun, and take them back before they end: so a thread that may
/// call is never taken for one that may not.
void add_quiet_threads(int count) noexcept;
int quiet_threads() noexcept;

}  // namespace aio::detail
