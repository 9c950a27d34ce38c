// Event: a flag that tasks wait for.
//
//   aio::Coroutine<> passenger(aio::Event& departure) {    // any number of tasks
//       co_await departure.wait();
//       say("we go");                                      // t = 3, all of them
//       co_await departure.wait();                         // still set: does not suspend
//   }
//   aio::Coroutine<> driver(aio::Event& departure) {
//       co_await aio::sleep(3s);
//       departure.set();                                   // they run in the next turn
//   }
//
// The trap: it is a state, not a signal. It stays set until somebody clears it, and whoever
// comes after a set() and clear() has missed it. For a result, or an error, instead of a
// flag: Future. To wait until something holds that may change again: Condition.
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

/// Like asyncio.Event. Every function throws RuntimeError on another thread than the loop's:
/// a thread that has something to tell calls call_soon_threadsafe.
class Event {
public:
    Event() : state_(new detail::EventState) {}

    /// Wakes all that wait now, in the order in which they came, even if clear() follows in
    /// the same turn. No effect if it is set.
    void set() {
        state_->is_set = true;
        state_->waiters.wake_all();
    }
    /// From now on wait() waits again.
    void clear() { state_->is_set = false; }
    /// Whether set() was called, and clear() not since.
    [[nodiscard]] bool is_set() const { return state_->is_set; }
    /// Waits until the event is set; does not suspend if it is. When the task runs it may
    /// have been cleared again. Cancelled, it has no effect on the others that wait.
    /// RuntimeError if the event is destroyed before it is set.
    [[gnu::always_inline]] Coroutine<> wait() { return wait(state_.share()); }

private:
    static Coroutine<> wait(detail::IntrusivePtr<detail::EventState> event);

    detail::Owner<detail::EventState> state_;
};

template <>
inline constexpr bool detail::is_primitive<Event> = true;

}  // namespace aio
