#include <aio/condition.hpp>

namespace aio {
namespace {

/// Takes the lock, whatever requests to cancel arrive meanwhile: the last of
/// them is given back, to be rethrown when the lock is held.
Coroutine<std::exception_ptr> acquire_in_any_case(Lock& lock) {
    std::exception_ptr cancelled;
    for (;;) {
        try {
            co_await lock.acquire();
            co_return cancelled;
        } catch (const CancelledError&) {
            cancelled = std::current_exception();
        }
    }
}

}  // namespace

Coroutine<> Condition::wait() {
    if (!locked())
        throw RuntimeError(
            "Condition::wait: the lock is not held; co_await acquire() or hold() first");
    release();
    std::exception_ptr error;
    {
        detail::Waiter turn(waiters_, "a condition");
        try {
            co_await turn;
        } catch (...) {
            error = std::current_exception();
        }
    }
    if (auto cancelled = co_await acquire_in_any_case(*lock_)) error = cancelled;
    if (!error) co_return;
    // This task may have been notified before it was cancelled.
    waiters_.wake(1);
    std::rethrow_exception(error);
}

void Condition::notify(std::size_t n) {
    if (!locked())
        throw RuntimeError(
            "Condition::notify: the lock is not held; co_await acquire() or hold() first");
    waiters_.wake(n);
}

}  // namespace aio
