#include <aio/semaphore.hpp>

#include <stdexcept>

namespace aio {

Semaphore::Semaphore(int value, int bound) : state_(new State(value, bound)) {
    if (value < 0) throw std::invalid_argument("Semaphore: the value must not be negative");
}

Coroutine<> Semaphore::acquire(Shared semaphore) {
    if (!semaphore->destroyed() && semaphore->locked()) {
        detail::Waiter turn(semaphore->waiters, "a semaphore");
        try {
            co_await turn;
        } catch (...) {
            turn.leave();
            const bool granted = turn.done() && !turn.cancelled();
            if (granted) ++semaphore->value;  // and cancelled in the same turn
            semaphore->grant();
            throw;
        }
        // Others may have had to queue behind this task although there were units.
        turn.leave();
        semaphore->grant();
    } else {
        --semaphore->value;
    }
    if (semaphore->destroyed()) co_await detail::fail_destroyed("Semaphore::acquire", "semaphore");
}

Coroutine<ScopedLock<Semaphore>> Semaphore::hold(Shared semaphore) {
    co_await acquire(semaphore);
    co_return ScopedLock<Semaphore>(semaphore);
}

namespace detail {

void SemaphoreState::grant() {
    while (value > 0 && waiters.wake_next()) --value;
}

void SemaphoreState::give_back() {
    if (bound >= 0 && value >= bound)
        throw std::invalid_argument("BoundedSemaphore::release: released more often than acquired");
    ++value;
    if (waiters.wake_next()) --value;
}

}  // namespace detail
}  // namespace aio
