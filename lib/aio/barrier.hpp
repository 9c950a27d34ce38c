// Barrier: n tasks wait for each other, then all go on.
//
//   aio::Barrier start(3);
//   int place = co_await start.wait();   // 0, 1, 2 in order of arrival
//   if (place == 0) say("all are here"); // one of them, whichever it is, does this
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

/// Like asyncio.Barrier. Can be used again once all have passed. Every function throws
/// RuntimeError on another thread than the loop's.
class Barrier {
public:
    /// std::invalid_argument unless there is at least one party.
    explicit Barrier(int parties);

    /// Waits until all parties have come; gives the order of arrival, from 0.
    /// BrokenBarrierError if the barrier is aborted or reset meanwhile; RuntimeError if
    /// it is destroyed. A cancelled waiter no longer counts, so that one more must come.
    [[gnu::always_inline]] Coroutine<int> wait() { return wait(state_.share()); }
    /// Breaks it: waiters, and all who come later, get BrokenBarrierError.
    detail::Done abort();
    /// Sends those who wait away with BrokenBarrierError and starts afresh.
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
