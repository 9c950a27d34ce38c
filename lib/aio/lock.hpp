// Lock: one task at a time, also across its awaits.
//
//   auto held = co_await lock.hold();   // waits its turn
//   count = co_await read() + 1;        // nobody else is in here
//                                       // released at the end of the scope
#pragma once

#include <utility>

#include <aio/detail/waiter.hpp>

namespace aio {

namespace detail {

/// A destructor must not throw. A lock that was released by hand already is
/// reported; a task that run() destroys inside Condition::wait does not have it.
template <class L>
void release_at_end(L& lock) noexcept {
    try {
        lock.release();
    } catch (const std::exception& error) {
        if (core && core->closing) return;
        report(ReportKind::callback_error, std::string("at the end of a hold(): ") + error.what(),
               "");
    }
}

}  // namespace detail

/// What hold() gives: releases at the end of its scope. Move-only.
template <class L>
class [[nodiscard("the lock is released when this goes: keep it in a variable")]] ScopedLock {
public:
    explicit ScopedLock(L& lock) : lock_(&lock) {}
    ScopedLock(ScopedLock&& other) noexcept : lock_(std::exchange(other.lock_, nullptr)) {}
    ScopedLock& operator=(ScopedLock&& other) noexcept {
        std::swap(lock_, other.lock_);
        return *this;
    }
    ~ScopedLock() {
        if (lock_) detail::release_at_end(*lock_);
    }
    /// Lets go before the end of the scope.
    void release() {
        if (lock_) std::exchange(lock_, nullptr)->release();
    }

private:
    L* lock_;
};

/// Fair: the oldest waiter is next. As asyncio.Lock.
class Lock {
public:
    Lock() = default;

    /// Waits until the lock is free and takes it. Does not suspend if nobody
    /// holds it or waits for it. Cancelled while waiting: not taken.
    Coroutine<> acquire();
    /// Gives it up; the oldest waiter gets it in the next turn. RuntimeError if
    /// nobody holds it.
    void release();
    [[nodiscard]] bool locked() const { return locked_; }

    /// acquire(), released at the end of the scope of what it gives.
    Coroutine<ScopedLock<Lock>> hold();

private:
    void wake_first();

    detail::WaiterList waiters_;
    bool locked_ = false;
};

}  // namespace aio
