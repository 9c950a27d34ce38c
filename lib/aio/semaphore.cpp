#include <aio/semaphore.hpp>

#include <stdexcept>

namespace aio {

Semaphore::Semaphore(int value) : value_(value) {
    if (value < 0) throw std::invalid_argument("Semaphore: the value must not be negative");
}

Coroutine<> Semaphore::acquire() {
    if (!locked()) {
        --value_;
        co_return;
    }
    detail::Waiter turn(waiters_, "a semaphore");
    try {
        co_await turn;
    } catch (...) {
        turn.leave();
        if (turn.done() && !turn.cancelled()) ++value_;  // granted and cancelled in one turn
        grant();
        throw;
    }
    // Others may have had to queue behind this task although there were units.
    turn.leave();
    grant();
}

/// A unit is handed to a waiter when it is woken, not when it runs.
void Semaphore::grant() {
    while (value_ > 0 && waiters_.wake_next()) --value_;
}

void Semaphore::release() {
    if (bound_ >= 0 && value_ >= bound_)
        throw std::invalid_argument("BoundedSemaphore::release: released more often than acquired");
    ++value_;
    if (waiters_.wake_next()) --value_;
}

Coroutine<ScopedLock<Semaphore>> Semaphore::hold() {
    co_await acquire();
    co_return ScopedLock<Semaphore>(*this);
}

}  // namespace aio
