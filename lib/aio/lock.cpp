#include <aio/lock.hpp>

namespace aio {

static constexpr detail::WaitedFor a_lock{"a lock", "the lock"};

Coroutine<> Lock::acquire(Shared lock) {
    if (!lock->destroyed() && (lock->locked || lock->waiters.any_uncancelled())) {
        detail::Waiter turn(lock->waiters, a_lock);
        try {
            co_await turn;
        } catch (...) {
            // The lock may have been passed to this task just before: pass it on.
            turn.leave();
            if (!lock->locked) lock->wake_first();
            throw;
        }
    }
    if (lock->destroyed()) co_await detail::fail_destroyed("Lock::acquire", "lock");
    lock->locked = true;
    lock->waiters.tell(ResourceEventKind::lock_taken);
}

Coroutine<ScopedLock<Lock>> Lock::hold(Shared lock) {
    co_await acquire(lock);
    co_return ScopedLock<Lock>(lock);
}

namespace detail {

void LockState::give_back() {
    if (destroyed()) return;
    if (!locked)
        throw RuntimeError(
            "Lock::release: nobody holds the lock; release it once for each acquire, "
            "or use hold()");
    locked = false;
    waiters.tell(ResourceEventKind::lock_released);
    wake_first();
}

void LockState::wake_first() {
    // A waiter that is done has been woken or cancelled, and will run.
    if (!waiters.empty() && !waiters.first()->done()) waiters.wake_next();
}

/// A destructor must not throw. A lock that was already released by hand is reported; a task that
/// run() destroys inside Condition::wait does not have it.
void release_at_end(const IntrusivePtr<ReleasableState>& lock) noexcept {
    try {
        std::function<void()> f = [lock] { lock->give_back(); };
        if (!lock->is_here() && call_at_home(*lock, f)) return;
        lock->give_back();
    } catch (const std::exception& error) {
        if (core && core->closing) return;
        report(ReportKind::callback_error, std::string("at the end of a hold(): ") + error.what(),
               "");
    }
}

}  // namespace detail
}  // namespace aio
