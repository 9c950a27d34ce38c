// Lock: one task at a time, even across its awaits.
//
//   auto held = co_await lock.hold();   // waits its turn
//   count = co_await read() + 1;        // nobody else is in here
//                                       // released at the end of the scope
//
// Between two awaits no other task runs, so what does not await in between needs no lock.
#pragma once

#include <utility>

#include <aio/detail/primitive.hpp>

namespace aio {

namespace detail {

/// What a ScopedLock gives back: a lock, or a unit of a semaphore.
class ReleasableState : public PrimitiveState {
public:
    virtual void give_back() = 0;
};

class LockState final : public ReleasableState {
public:
    explicit LockState(const char* name) : waiters(name) {}
    void give_back() override;
    [[nodiscard]] const char* kind() const noexcept override { return "this lock"; }
    void wake_first();

    WaiterList waiters;
    bool locked = false;

private:
    void let_all_go() override { waiters.let_all_go(); }
};

void release_at_end(const IntrusivePtr<ReleasableState>& lock) noexcept;

}  // namespace detail

/// What hold() gives: releases at the end of its scope, if the lock is still there. If
/// that is on another thread, the lock's own is told. Move-only.
template <class L>
class [[nodiscard("the lock is released when this goes: keep it in a variable")]] ScopedLock {
public:
    /// Takes over what was acquired by hand.
    explicit ScopedLock(L& lock) : lock_(lock.state_.share()) {}
    explicit ScopedLock(detail::IntrusivePtr<detail::ReleasableState> lock)
        : lock_(std::move(lock)) {}
    ScopedLock(ScopedLock&& other) noexcept = default;
    ScopedLock& operator=(ScopedLock&& other) noexcept {
        std::swap(lock_, other.lock_);
        return *this;
    }
    ~ScopedLock() {
        if (lock_) detail::release_at_end(lock_);
    }
    /// Lets go before the end of the scope. May be repeated. RuntimeError on another
    /// thread than the loop's.
    void release() {
        if (lock_) lock_->require_here();
        if (const auto lock = std::exchange(lock_, {})) lock->give_back();
    }

private:
    detail::IntrusivePtr<detail::ReleasableState> lock_;
};

/// Fair: the oldest waiter is next. Like asyncio.Lock. A task that waits in a lock that
/// is destroyed gets RuntimeError, unless it is cancelled; so with all that follow here.
class Lock {
public:
    Lock() : state_(new State(nullptr)) {}
    /// `name` is what pictures and errors call it. It must outlive the lock: a literal.
    explicit Lock(const char* name) : state_(new State(name)) {}

    /// Waits until the lock is free and takes it. Does not suspend if nobody
    /// holds it or waits for it. Cancelled while waiting: not taken.
    [[gnu::always_inline]] Coroutine<> acquire() { return acquire(state_.share()); }
    /// Gives it up; the oldest waiter gets it in the next turn. RuntimeError if
    /// nobody holds it.
    void release() { state_->give_back(); }
    /// Whether somebody holds it.
    [[nodiscard]] bool locked() const { return state_->locked; }

    /// std::lock_guard and its like would block the thread, and the loop with it.
    template <class Never = void>
    void lock() {
        static_assert(detail::never<Never>,
                      "an aio::Lock is awaited: write auto held = co_await lock.hold();");
    }
    template <class Never = void>
    void unlock() {
        lock<Never>();
    }
    /// acquire(), released at the end of the scope of what it gives. Like
    /// `async with lock:`.
    [[gnu::always_inline]] Coroutine<ScopedLock<Lock>> hold() { return hold(state_.share()); }

private:
    using State = detail::LockState;
    using Shared = detail::IntrusivePtr<State>;
    static Coroutine<> acquire(Shared lock);
    static Coroutine<ScopedLock<Lock>> hold(Shared lock);

    detail::Owner<State> state_;

    friend class ScopedLock<Lock>;
    friend class Condition;
};

template <>
inline constexpr bool detail::is_primitive<Lock> = true;

}  // namespace aio
