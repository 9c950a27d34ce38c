#include <aio/lock.hpp>

namespace aio {

Coroutine<> Lock::acquire() {
    if (locked_ || waiters_.any_uncancelled()) {
        detail::Waiter turn(waiters_, "a lock");
        try {
            co_await turn;
        } catch (...) {
            // The lock may have been passed to this task just before: pass it on.
            turn.leave();
            if (!locked_) wake_first();
            throw;
        }
    }
    locked_ = true;
}

void Lock::release() {
    if (!locked_)
        throw RuntimeError(
            "Lock::release: nobody holds the lock; release it once for each acquire, "
            "or use hold()");
    locked_ = false;
    wake_first();
}

void Lock::wake_first() {
    // One that is done has been woken, or cancelled, and will run.
    if (!waiters_.empty() && !waiters_.first()->done()) waiters_.wake_next();
}

Coroutine<ScopedLock<Lock>> Lock::hold() {
    co_await acquire();
    co_return ScopedLock<Lock>(*this);
}

}  // namespace aio
