#include <aio/barrier.hpp>

#include <stdexcept>

namespace aio {

static constexpr detail::WaitedFor a_barrier{"a barrier", "the barrier"};

Barrier::Barrier(int parties) : state_(new detail::BarrierState(parties)) {
    if (parties < 1) throw std::invalid_argument("Barrier: there must be at least one party");
}

Coroutine<int> Barrier::wait(Shared barrier) {
    while (barrier->is_being_left() && !barrier->destroyed()) co_await next_news(barrier);
    if (barrier->destroyed()) co_await detail::fail_destroyed("Barrier::wait", "barrier");
    if (barrier->phase == Phase::broken)
        throw BrokenBarrierError("Barrier::wait: the barrier was aborted");

    struct Leaving {
        detail::BarrierState& barrier;
        ~Leaving() { barrier.leave(); }
    } leaving{*barrier};
    const int index = barrier->count++;
    if (barrier->count == barrier->parties) {
        barrier->change_to(Phase::draining);
        co_return index;
    }
    while (barrier->phase == Phase::filling && !barrier->destroyed()) co_await next_news(barrier);
    if (barrier->phase == Phase::draining) co_return index;
    if (barrier->phase == Phase::filling)
        co_await detail::fail_destroyed("Barrier::wait", "barrier");
    throw BrokenBarrierError("Barrier::wait: the barrier was aborted or reset");
}

/// Like asyncio's, which waits on a condition: a task that is cancelled wakes another, which checks
/// and waits again.
Coroutine<> Barrier::next_news(Shared barrier) {
    detail::Waiter turn(barrier->waiters, a_barrier);
    try {
        co_await turn;
    } catch (...) {
        turn.leave();
        barrier->waiters.wake(1);
        throw;
    }
}

detail::Done Barrier::abort() {
    state_->change_to(Phase::broken);
    return {};
}

detail::Done Barrier::reset() {
    state_->change_to(state_->count > 0 ? Phase::resetting : Phase::filling);
    return {};
}

void detail::BarrierState::leave() {
    if (--count > 0) return;
    change_to(is_being_left() ? Phase::filling : phase);
}

}  // namespace aio
