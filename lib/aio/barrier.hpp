// Barrier: n tasks wait for each other, then all go on.
//
//   aio::Coroutine<> racer(aio::Barrier& start, std::chrono::seconds way) {   // three tasks
//       co_await aio::sleep(way);               // 1 s, 2 s, 3 s
//       int place = co_await start.wait();      // 0, 1, 2 in order of arrival, at t = 3
//       if (place == 0) say("all are here");    // one of them, whichever it is, does this
//   }
//
// The trap: it counts arrivals, not tasks. If one of the three fails on its way, the others
// wait and nobody comes; abort() the barrier where that may happen.
#pragma once

#include <aio/detail/primitive.hpp>

namespace aio {

namespace detail {

/// Already done. It can be awaited all the same, since asyncio's are coroutines.
struct Done {
    [[nodiscard]] auto awaiter() const noexcept { return std::suspend_never(); }
};

struct BarrierState final : PrimitiveState {
    enum class Phase { filling, draining, resetting, broken };

    explicit BarrierState(int n) : parties(n) {}
    [[nodiscard]] const char* kind() const noexcept override { return "this barrier"; }
    void change_to(Phase next) {
        phase = next;
        waiters.wake_all();
    }
    /// One goes; the last opens the barrier for the next round.
    void leave();
    /// Those of the round before are still here, and new ones must wait.
    [[nodiscard]] bool is_being_left() const {
        return phase == Phase::draining || phase == Phase::resetting;
    }

    WaiterList waiters;
    int parties;
    int count = 0;  // arrived and not yet gone
    Phase phase = Phase::filling;

private:
    void let_all_go() override { waiters.let_all_go(); }
};

}  // namespace detail

/// Like asyncio.Barrier. Serves one round after another: whoever comes for the next while
/// some of the last are still here waits until these have gone. Every function throws
/// RuntimeError on another thread than the loop's.
class Barrier {
public:
    /// For so many tasks. std::invalid_argument unless there is at least one party.
    explicit Barrier(int parties);

    /// Waits until all parties have come; gives the order of arrival, from 0. The last to come
    /// does not suspend; the others run in the next turn. BrokenBarrierError if the barrier was
    /// aborted, or is aborted or reset meanwhile; RuntimeError if it is destroyed. A cancelled
    /// waiter no longer counts, so that one more must come.
    [[gnu::always_inline]] Coroutine<int> wait() { return wait(state_.share()); }
    /// Breaks it: waiters, and all who come later, get BrokenBarrierError, until reset(). Done
    /// at the call; that it can be awaited is for asyncio's sake.
    detail::Done abort();
    /// Sends those who wait away with BrokenBarrierError and starts afresh; mends a
    /// broken one. Likewise done at the call.
    detail::Done reset();

    /// How many must come.
    [[nodiscard]] int parties() const { return state_->parties; }
    /// How many have come and wait for the others. (asyncio's name.)
    [[nodiscard]] int n_waiting() const {
        return state_->phase == Phase::filling ? state_->count : 0;
    }
    /// Whether it was aborted, and not reset since.
    [[nodiscard]] bool broken() const { return state_->phase == Phase::broken; }

private:
    using Phase = detail::BarrierState::Phase;
    using Shared = detail::IntrusivePtr<detail::BarrierState>;
    static Coroutine<int> wait(Shared barrier);
    static Coroutine<> next_news(Shared barrier);

    detail::Owner<detail::BarrierState> state_;
};

template <>
inline constexpr bool detail::is_primitive<Barrier> = true;

}  // namespace aio
