// Condition: wait, under a lock, until somebody says that things have changed.
//
//   auto held = co_await changed.hold();                         // the lock
//   co_await changed.wait_for([&] { return !items.empty(); });   // without it meanwhile
//   use(items.front());                                          // with it again
//
//   // ... and elsewhere:
//   auto held = co_await changed.hold();
//   items.push_back(item);
//   changed.notify();                                            // wakes one
//
// A predicate may be false again by the time the woken task has the lock. So wait in a
// loop, which is what wait_for does.
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

/// Like asyncio.Condition. A task that waits in a condition that is destroyed gets
/// RuntimeError; so does whoever uses it on another thread than the loop's.
class Condition {
public:
    /// With a lock of its own, or one that it shares with others.
    Condition() : own_(std::in_place), state_(new State(own_->state_.share())) {}
    explicit Condition(Lock& lock) : state_(new State(lock.state_.share())) {}

    /// Waits until the lock is free and takes it. Cancelled while waiting: not taken.
    [[gnu::always_inline]] Coroutine<> acquire() { return Lock::acquire(lock()); }
    /// Gives the lock up. RuntimeError if nobody holds it.
    void release() { lock()->give_back(); }
    /// Whether somebody holds the lock.
    [[nodiscard]] bool locked() const { return lock()->locked; }
    /// The lock, released at the end of the scope.
    [[gnu::always_inline]] Coroutine<ScopedLock<Lock>> hold() { return Lock::hold(lock()); }

    /// Releases the lock, waits for a notification, takes the lock again. Cancelled,
    /// it takes the lock again, too, before it throws CancelledError, and passes on
    /// a notification that it had used up. RuntimeError if the lock is not held.
    [[gnu::always_inline]] Coroutine<> wait() { return wait(state_.share()); }

    /// Waits until the predicate is true, and gives what it returned. It is called
    /// with the lock held, at once and after each wake-up; what it throws is thrown here.
    /// Cancellation and errors: like wait().
    template <class Predicate>
    [[gnu::always_inline]] auto wait_for(Predicate predicate) -> Coroutine<decltype(predicate())> {
        return wait_for(state_.share(), std::move(predicate));
    }

    /// Wakes the n oldest waiters; each goes on when it has the lock, so not before the
    /// caller has released it. RuntimeError if the lock is not held.
    void notify(std::size_t n = 1);
    /// The same for all that wait.
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
