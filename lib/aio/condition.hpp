// Condition: wait, under a lock, until somebody says that things have changed.
//
//   auto held = co_await changed.hold();
//   co_await changed.wait_for([&] { return !items.empty(); });
//   // ... and elsewhere, holding it too: changed.notify();
#pragma once

#include <cstddef>
#include <optional>

#include <aio/lock.hpp>

namespace aio {

/// As asyncio.Condition.
class Condition {
public:
    /// With a lock of its own, or one that it shares with others, which must
    /// outlive it.
    Condition() : lock_(&own_.emplace()) {}
    explicit Condition(Lock& lock) : lock_(&lock) {}

    Coroutine<> acquire() { return lock_->acquire(); }
    void release() { lock_->release(); }
    [[nodiscard]] bool locked() const { return lock_->locked(); }
    /// The lock, released at the end of the scope.
    Coroutine<ScopedLock<Lock>> hold() { return lock_->hold(); }

    /// Releases the lock, waits for a notification, takes the lock again. Cancelled,
    /// it takes the lock again, too, before it throws CancelledError, and passes on
    /// a notification that it had used up. RuntimeError if the lock is not held.
    Coroutine<> wait();

    /// Waits until the predicate is true, and gives what it returned. It is called
    /// with the lock held. Cancelled: as wait().
    template <class Predicate>
    auto wait_for(Predicate predicate) -> Coroutine<decltype(predicate())> {
        auto result = predicate();
        while (!result) {
            co_await wait();
            result = predicate();
        }
        co_return result;
    }

    /// Wakes the n oldest waiters; each goes on when it has the lock.
    /// RuntimeError if the lock is not held.
    void notify(std::size_t n = 1);
    void notify_all() { notify(static_cast<std::size_t>(-1)); }

private:
    std::optional<Lock> own_;
    Lock* lock_;
    detail::WaiterList waiters_;
};

}  // namespace aio
