// Lock: one task at a time, even across its awaits.
//
//   aio::Coroutine<> deposit(aio::Lock& lock, int& balance) {    // two tasks do this
//       auto held = co_await lock.hold();     // t = 0: the first goes on, the second waits
//       const int before = balance;
//       co_await aio::sleep(1s);              // nobody else is in here meanwhile
//       balance = before + 1;                 // t = 1 and t = 2: 1 and 2. Unlocked: 1 and 1
//   }                                         // released at the end of the scope
//
// Between two awaits no other task runs, so what does not await in between needs no lock.
//
// The trap: a task that holds it and asks again waits for itself, as with asyncio's. And two
// locks taken in opposite orders by two tasks are a deadlock.
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

/// What hold() gives: releases at the end of its scope, on every way out, if the lock is
/// still there. On another thread than the lock's, it is released soon, on that of the lock. A
/// lock that was released by hand meanwhile is reported, as a destructor must not throw.
/// Move-only.
template <class L>
class [[nodiscard("the lock is released when this goes: keep it in a variable")]] ScopedLock {
public:
    /// Takes over what was acquired by hand:
    ///
    ///   co_await lock.acquire();
    ///   aio::ScopedLock held(lock);
    explicit ScopedLock(L& lock) : lock_(lock.state_.share()) {}
    explicit ScopedLock(detail::IntrusivePtr<detail::ReleasableState> lock)
        : lock_(std::move(lock)) {}
    ScopedLock(ScopedLock&& other) noexcept = default;
    /// What this one held is released.
    ScopedLock& operator=(ScopedLock&& other) noexcept {
        const ScopedLock before(std::exchange(lock_, std::exchange(other.lock_, {})));
        return *this;
    }
    ~ScopedLock() {
        if (lock_) detail::release_at_end(lock_);
    }
    /// Lets go before the end of the scope. May be repeated. RuntimeError if nobody holds
    /// the lock any more, or on another thread than the loop's.
    void release() {
        if (lock_) lock_->require_here();
        if (const auto lock = std::exchange(lock_, {})) lock->give_back();
    }

private:
    detail::IntrusivePtr<detail::ReleasableState> lock_;
};

/// Fair: the oldest waiter is next, before a task that releases it and asks again. Like
/// asyncio.Lock. RuntimeError on another thread than the loop's, and for a task that waits in
/// a lock that is destroyed, unless it is cancelled. Neither copied nor moved: tasks
/// share it by reference. The same holds for Semaphore, Event, Condition, Barrier and Queue.
class Lock {
public:
    Lock() : state_(new State(nullptr)) {}
    /// `name` is what pictures and errors call it. It must outlive the lock: a literal.
    explicit Lock(const char* name) : state_(new State(name)) {}

    /// Waits until the lock is free and takes it. Does not suspend if nobody holds it or
    /// waits for it. Cancelled while it waits, it takes nothing, and throws CancelledError; if
    /// the lock had just been passed to it, the next waiter gets it.
    [[gnu::always_inline]] Coroutine<> acquire() { return acquire(state_.share()); }
    /// Gives it up; the oldest waiter gets it in the next turn. RuntimeError if nobody holds
    /// it. Who holds it is not looked at: any task may release it. Without hold(), it is easily
    /// forgotten where an exception leaves.
    void release() { state_->give_back(); }
    /// Whether somebody holds it. Free does not mean that acquire() goes on at once: others may
    /// wait.
    [[nodiscard]] bool locked() const { return state_->locked; }

    /// Refused when it is compiled: std::lock_guard and its like would block the thread, and
    /// with it the task that is to release the lock.
    template <class Never = void>
    void lock() {
        static_assert(detail::never<Never>,
                      "an aio::Lock is awaited: write auto held = co_await lock.hold();");
    }
    template <class Never = void>
    void unlock() {
        lock<Never>();
    }
    /// acquire(), released at the end of the scope of what it gives. Cancelled while it waits,
    /// it holds nothing. Like `async with lock:`.
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
