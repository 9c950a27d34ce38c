#include <aio/barrier.hpp>

#include <stdexcept>

namespace aio {

Barrier::Barrier(int parties) : parties_(parties) {
    if (parties < 1) throw std::invalid_argument("Barrier: there must be at least one party");
}

Coroutine<int> Barrier::wait() {
    // Those of the round before must be gone before a new one can begin.
    while (state_ == State::draining || state_ == State::resetting) co_await next_news();
    if (state_ == State::broken) throw BrokenBarrierError("Barrier::wait: the barrier was aborted");

    struct Leaving {
        Barrier& barrier;
        ~Leaving() { barrier.leave(); }
    } leaving{*this};
    const int index = count_++;
    if (count_ == parties_) {
        state_ = State::draining;
        wake_all();
        co_return index;
    }
    while (state_ == State::filling) co_await next_news();
    if (state_ != State::draining)
        throw BrokenBarrierError("Barrier::wait: the barrier was aborted or reset");
    co_return index;
}

/// As asyncio's, which waits on a condition: one that is cancelled wakes another,
/// which looks and waits again.
Coroutine<> Barrier::next_news() {
    detail::Waiter turn(waiters_, "a barrier");
    try {
        co_await turn;
    } catch (...) {
        turn.leave();
        waiters_.wake(1);
        throw;
    }
}

/// The last to go opens the barrier for the next round.
void Barrier::leave() {
    if (--count_ > 0) return;
    if (state_ == State::draining || state_ == State::resetting) state_ = State::filling;
    wake_all();
}

detail::Done Barrier::abort() {
    state_ = State::broken;
    wake_all();
    return {};
}

detail::Done Barrier::reset() {
    state_ = count_ > 0 ? State::resetting : State::filling;
    wake_all();
    return {};
}

}  // namespace aio
