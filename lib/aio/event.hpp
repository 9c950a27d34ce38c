// Event: a flag that tasks wait for.
//
//   co_await ready.wait();    // any number of tasks
//   ready.set();              // all of them go on, in the next turn
//   co_await ready.wait();    // from now on: does not suspend, until somebody clears it
//
// For a result, or an error, instead of a flag: Future.
#pragma once

#include <aio/detail/primitive.hpp>

namespace aio {

namespace detail {

struct EventState final : PrimitiveState {
    [[nodiscard]] const char* kind() const noexcept override { return "this event"; }

    WaiterList waiters;
    bool is_set = false;

private:
    void let_all_go() override { waiters.let_all_go(); }
};

}  // namespace detail

/// Like asyncio.Event. Every function throws RuntimeError on another thread than the loop's.
class Event {
public:
    Event() : state_(new detail::EventState) {}

    /// Wakes all that wait now, even if clear() follows in the same turn.
    void set() {
        state_->is_set = true;
        state_->waiters.wake_all();
    }
    /// From now on wait() waits again.
    void clear() { state_->is_set = false; }
    /// Whether set() was called, and clear() not since.
    [[nodiscard]] bool is_set() const { return state_->is_set; }
    /// Returns at once, without suspending, if the event is set. Cancelled, it has
    /// no effect on the others that wait. RuntimeError if the event is destroyed
    /// before it is set.
    [[gnu::always_inline]] Coroutine<> wait() { return wait(state_.share()); }

private:
    static Coroutine<> wait(detail::IntrusivePtr<detail::EventState> event);

    detail::Owner<detail::EventState> state_;
};

template <>
inline constexpr bool detail::is_primitive<Event> = true;

}  // namespace aio
