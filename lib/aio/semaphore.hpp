// Semaphore: at most n at once.
//
//   aio::Semaphore slots(3);
//   auto slot = co_await slots.hold();   // the fourth task waits here
#pragma once

#include <aio/lock.hpp>

namespace aio {

/// A number of units to take and give back. Fair: newcomers queue behind
/// waiters. As asyncio.Semaphore.
class Semaphore {
public:
    /// std::invalid_argument if the value is negative.
    explicit Semaphore(int value = 1);

    /// Takes a unit; waits while there is none. Cancelled while waiting: none is
    /// taken, and one that had just been granted goes to the next.
    Coroutine<> acquire();
    /// Gives a unit back, also one that was never taken; the oldest waiter gets it.
    void release();
    /// Would acquire() have to wait?
    [[nodiscard]] bool locked() const { return value_ == 0 || waiters_.any_uncancelled(); }
    /// How many units are free.
    [[nodiscard]] int value() const { return value_; }
    /// acquire(), released at the end of the scope of what it gives.
    Coroutine<ScopedLock<Semaphore>> hold();

private:
    void grant();

    detail::WaiterList waiters_;
    int value_;
    int bound_ = -1;  // a BoundedSemaphore's; -1: none

    friend class BoundedSemaphore;
};

/// A semaphore that cannot be released more often than it was acquired:
/// std::invalid_argument. As asyncio.BoundedSemaphore.
class BoundedSemaphore : public Semaphore {
public:
    explicit BoundedSemaphore(int value = 1) : Semaphore(value) { bound_ = value; }
};

}  // namespace aio
