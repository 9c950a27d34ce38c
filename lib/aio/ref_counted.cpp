#include <aio/detail/ref_counted.hpp>

#include <aio/detail/loops.hpp>
#include <aio/errors.hpp>

namespace aio::detail {

void RefCounted::require_no_other_loop() const {
    if (loop() == 0 || !is_running(loop())) return;
    throw RuntimeError(
        "a task, future, group or timer was used here that is attached to a different loop, on "
        "another thread; only that thread may use it: pass it the work, by "
        "`loop.call_soon_threadsafe([f] { f.set_result(1); })` with that loop");
}

// Its destructor may run code of the user's, which expects the loop's thread. When
// there is no loop, there is nobody left whom it could disturb.
void RefCounted::destroy_from_afar() {
    if (loop() == 0 || !hand_over(*this, loop())) destroy();
}

}  // namespace aio::detail
