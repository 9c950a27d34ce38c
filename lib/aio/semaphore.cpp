#include <aio/semaphore.hpp>

#include <stdexcept>

namespace aio {

static constexpr detail::WaitedFor a_semaphore{"a semaphore", "the semaphore"};

Semaphore::Semaphore(int value, int bound, const char* name)
    : state_(new State(value, bound, name)) {
    if (value < 0) throw std::invalid_argument("Semaphore: the value must not be negative");
}

Coroutine<> Semaphore::acquire(Shared semaphore) {
    if (!semaphore->destroyed() && semaphore->locked()) {
        detail::Waiter turn(semaphore->waiters, a_semaphore);
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
    ++semaphore->taken;
    semaphore->tell(ResourceEventKind::place_taken);
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
    taken > 0 ? --taken : ++units;
    tell(ResourceEventKind::place_given_back);
    ++value;
    if (waiters.wake_next()) --value;
}

}  // namespace detail
}  // namespace aio
