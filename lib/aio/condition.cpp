#include <aio/condition.hpp>

namespace aio {

static constexpr detail::WaitedFor a_condition{"a condition", "the condition"};

/// Takes the lock again, whatever requests to cancel arrive meanwhile. Returns the last of them, or
/// else `error`, to be thrown once the lock is held. A lock that is gone cannot be.
Coroutine<std::exception_ptr> Condition::take_again(detail::IntrusivePtr<detail::LockState> lock,
                                                    std::exception_ptr error) {
    while (!lock->destroyed()) {
        try {
            co_await Lock::acquire(lock);
            break;
        } catch (const CancelledError&) {
            error = std::current_exception();
        } catch (const RuntimeError&) {  // it was destroyed meanwhile
            if (!error) error = std::current_exception();
        }
    }
    co_return error;
}

Coroutine<> Condition::wait(Shared condition) {
    if (condition->destroyed()) co_await detail::fail_destroyed("Condition::wait", "condition");
    if (!condition->lock->locked)
        throw RuntimeError(
            "Condition::wait: the lock is not held; co_await acquire() or hold() first");
    condition->lock->give_back();
    std::exception_ptr error;
    {
        detail::Waiter turn(condition->waiters, a_condition);
        try {
            co_await turn;
        } catch (...) {
            error = std::current_exception();
        }
    }
    error = co_await take_again(condition->lock, error);
    if (error) {
        // This task may have been notified before it was cancelled.
        condition->waiters.wake(1);
        std::rethrow_exception(error);
    }
    if (condition->destroyed() || condition->lock->destroyed())
        co_await detail::fail_destroyed("Condition::wait", "condition");
}

void Condition::notify(std::size_t n) {
    if (!locked())
        throw RuntimeError(
            "Condition::notify: the lock is not held; co_await acquire() or hold() first");
    state_->waiters.wake(n);
}

}  // namespace aio
