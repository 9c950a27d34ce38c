// Condition: wait, under a lock, until somebody says that things have changed.
//
//   aio::Coroutine<> cook(aio::Condition& changed, std::vector<int>& plates) {
//       co_await aio::sleep(3s);
//       auto held = co_await changed.hold();                     // the lock
//       plates.push_back(1);
//       changed.notify();                                        // wakes one, after the scope
//   }
//   aio::Coroutine<> waiter(aio::Condition& changed, std::vector<int>& plates) {
//       auto held = co_await changed.hold();
//       co_await changed.wait_for([&] { return !plates.empty(); });   // without it meanwhile
//       use(plates.back());                                      // t = 3: with it again
//       plates.pop_back();
//   }
//
// The trap: what was true at the notification may be false again by the time the woken task
// has the lock, and a task may be woken without one. So wait in a loop, which is what
// wait_for does.
//
// For items that are handed over, a Queue is simpler; for what becomes true once, an Event.
#pragma once

#include <cstddef>
#include <exception>
#include <optional>
#include <utility>

#include <aio/lock.hpp>

namespace aio {

namespace detail {

struct ConditionState final : PrimitiveState {
    explicit ConditionState(IntrusivePtr<LockState> l) : lock(std::move(l)) {}
    [[nodiscard]] const char* kind() const noexcept override { return "this condition"; }

    WaiterList waiters;
    IntrusivePtr<LockState> lock;

private:
    void let_all_go() override { waiters.let_all_go(); }
};

}  // namespace detail

/// Like asyncio.Condition. A task that waits in a condition that is destroyed, or whose lock
/// is, gets RuntimeError; so does whoever uses it on another thread than the loop's.
class Condition {
public:
    /// With a lock of its own, or one that it shares with others: one lock for a buffer, a
    /// condition for "not empty" and one for "not full", so that a notification wakes only
    /// those that it is for.
    Condition() : own_(std::in_place), state_(new State(own_->state_.share())) {}
    explicit Condition(Lock& lock) : state_(new State(lock.state_.share())) {}

    /// Waits until the lock is free and takes it. Cancelled while it waits, it takes nothing.
    [[gnu::always_inline]] Coroutine<> acquire() { return Lock::acquire(lock()); }
    /// Gives the lock up. RuntimeError if nobody holds it.
    void release() { lock()->give_back(); }
    /// Whether somebody holds the lock.
    [[nodiscard]] bool locked() const { return lock()->locked; }
    /// The lock, released at the end of the scope.
    [[gnu::always_inline]] Coroutine<ScopedLock<Lock>> hold() { return Lock::hold(lock()); }

    /// Releases the lock, waits for a notification, takes the lock again. RuntimeError if
    /// nobody holds the lock.
    ///
    /// Cancelled, it takes the lock again, too, before it throws CancelledError, since the
    /// scope around it will release it: that may take as long as another task holds it, and
    /// further requests do not shorten it. It then wakes another waiter, in case it had been
    /// notified itself; so a waiter may be woken for nothing.
    [[gnu::always_inline]] Coroutine<> wait() { return wait(state_.share()); }

    /// Waits until the predicate is true, and gives what it returned. It is called with the
    /// lock held, at once and after each wake-up; what it throws is thrown here, with the lock
    /// held. True at once: does not suspend. Cancellation and errors: like wait().
    template <class Predicate>
    [[gnu::always_inline]] auto wait_for(Predicate predicate) -> Coroutine<decltype(predicate())> {
        return wait_for(state_.share(), std::move(predicate));
    }

    /// Wakes the n oldest waiters; each goes on when it has the lock, so not before the
    /// caller has released it. It is not kept for those who begin to wait later. RuntimeError if
    /// nobody holds the lock; whether it is the caller is not checked.
    void notify(std::size_t n = 1);
    /// The same for all that wait: where they wait for different things, or one change may
    /// serve several.
    void notify_all() { notify(static_cast<std::size_t>(-1)); }

private:
    using State = detail::ConditionState;
    using Shared = detail::IntrusivePtr<State>;
    [[nodiscard]] const detail::IntrusivePtr<detail::LockState>& lock() const {
        const auto& shared = state_->lock;
        shared->require_here();
        return shared;
    }
    static Coroutine<> wait(Shared condition);
    static Coroutine<std::exception_ptr> take_again(detail::IntrusivePtr<detail::LockState> lock,
                                                    std::exception_ptr error);

    template <class Predicate>
    static auto wait_for(Shared condition, Predicate predicate)
        -> Coroutine<decltype(predicate())> {
        if (condition->destroyed())
            co_await detail::fail_destroyed("Condition::wait_for", "condition");
        auto result = predicate();
        while (!result) {
            co_await wait(condition);
            result = predicate();
        }
        co_return result;
    }

    std::optional<Lock> own_;
    detail::Owner<State> state_;
};

template <>
inline constexpr bool detail::is_primitive<Condition> = true;

}  // namespace aio
