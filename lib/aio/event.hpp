// Event: a flag that tasks wait for.
//
//   co_await ready.wait();    // any number of tasks
//   ready.set();              // all of them go on, in the next turn
#pragma once

#include <aio/detail/waiter.hpp>

namespace aio {

/// As asyncio.Event.
class Event {
public:
    Event() = default;

    /// Wakes all that wait now, even if clear() follows in the same turn.
    void set() {
        set_ = true;
        waiters_.wake(static_cast<std::size_t>(-1));
    }
    void clear() { set_ = false; }
    [[nodiscard]] bool is_set() const { return set_; }
    /// Returns at once, without suspending, if the event is set. Cancelled, it has
    /// no effect on the others that wait.
    Coroutine<> wait();

private:
    detail::WaiterList waiters_;
    bool set_ = false;
};

}  // namespace aio
