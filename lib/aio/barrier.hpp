// Barrier: n tasks wait for each other, then all go on.
//
//   aio::Barrier start(3);
//   int place = co_await start.wait();   // 0, 1, 2 in order of arrival
#pragma once

#include <aio/condition.hpp>

namespace aio {

namespace detail {
/// Already done. It can be awaited all the same, since asyncio's are coroutines.
struct Done {
    [[nodiscard]] auto awaiter() const noexcept { return std::suspend_never(); }
};
}  // namespace detail

/// As asyncio.Barrier. Can be used again once all have passed.
class Barrier {
public:
    /// std::invalid_argument unless there is at least one party.
    explicit Barrier(int parties);

    /// Waits until all parties have come; gives the order of arrival, from 0.
    /// BrokenBarrierError if the barrier is aborted or reset meanwhile. A
    /// cancelled waiter no longer counts.
    Coroutine<int> wait();
    /// Breaks it: waiters, and all who come later, get BrokenBarrierError.
    detail::Done abort();
    /// Sends those who wait away with BrokenBarrierError and starts afresh.
    detail::Done reset();

    [[nodiscard]] int parties() const { return parties_; }
    [[nodiscard]] int n_waiting() const { return state_ == State::filling ? count_ : 0; }
    [[nodiscard]] bool broken() const { return state_ == State::broken; }

private:
    enum class State { filling, draining, resetting, broken };
    Coroutine<> next_news();
    void leave();
    void wake_all() { waiters_.wake(static_cast<std::size_t>(-1)); }

    detail::WaiterList waiters_;
    int parties_;
    int count_ = 0;  // arrived and not yet gone
    State state_ = State::filling;
};

}  // namespace aio
