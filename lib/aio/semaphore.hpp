// Semaphore: at most n at once.
//
//   aio::Coroutine<> download(aio::Semaphore& slots) {    // five tasks do this
//       auto slot = co_await slots.hold();                // t = 0: three go on, two wait
//       co_await aio::sleep(2s);                          // three are under way, no more
//   }                                                     // t = 2: three; t = 4: the last two
//
//   aio::Semaphore slots(3);
//   std::vector<aio::Coroutine<>> all;
//   for (int i = 0; i < 5; ++i) all.push_back(download(slots));
//   co_await aio::gather(all);                            // 4 s: five tasks from the start
//
// The trap: it bounds how many are at work, not how many tasks there are. For a million
// downloads take as many workers as there are slots, and a Queue.
#pragma once

#include <aio/lock.hpp>

namespace aio {

namespace detail {

class SemaphoreState final : public ReleasableState {
public:
    SemaphoreState(int n, int most, const char* name)
        : waiters(name), value(n), units(n), bound(most) {}
    void give_back() override;
    [[nodiscard]] const char* kind() const noexcept override { return "this semaphore"; }
    /// A unit is handed to a waiter when it is woken, not when it runs.
    void grant();
    [[nodiscard]] bool locked() const { return value == 0 || waiters.any_uncancelled(); }

    void tell(ResourceEventKind what) const {
        waiters.tell(what, static_cast<std::size_t>(taken), static_cast<std::size_t>(units));
    }

    WaiterList waiters;
    int value;      // free, and granted to nobody
    int taken = 0;  // by those who have been granted one, and have gone on
    int units;      // of all kinds; more, if more are given back than were taken
    int bound;      // a BoundedSemaphore's; -1: none

private:
    void let_all_go() override { waiters.let_all_go(); }
};

}  // namespace detail

/// A number of units to take and give back. Fair: newcomers queue behind waiters, including
/// those that have been granted a unit, but have not run since. A task that waits in one that is
/// destroyed gets RuntimeError; so does whoever uses it on another thread than the loop's. Like
/// asyncio.Semaphore.
class Semaphore {
public:
    /// std::invalid_argument if the value is negative. `name` is what pictures and errors
    /// call it. It must outlive the semaphore: a literal.
    explicit Semaphore(int value = 1, const char* name = nullptr) : Semaphore(value, -1, name) {}

    /// Takes a unit; waits while there is none, or while others wait. Cancelled while it
    /// waits, it takes none, and one that had just been granted goes to the next.
    [[gnu::always_inline]] Coroutine<> acquire() { return acquire(state_.share()); }
    /// Gives a unit back, even one that was never taken: then there are more of them from now
    /// on, often by mistake, which BoundedSemaphore finds. The oldest waiter gets it, and runs
    /// in the next turn.
    void release() { state_->give_back(); }
    /// Whether acquire() would have to wait.
    [[nodiscard]] bool locked() const { return state_->locked(); }
    /// How many units are free, and granted to nobody.
    [[nodiscard]] int value() const { return state_->value; }
    /// acquire(), released at the end of the scope of what it gives. Like
    /// `async with semaphore:`.
    [[gnu::always_inline]] Coroutine<ScopedLock<Semaphore>> hold() { return hold(state_.share()); }

private:
    using State = detail::SemaphoreState;
    using Shared = detail::IntrusivePtr<State>;
    Semaphore(int value, int bound, const char* name);
    static Coroutine<> acquire(Shared semaphore);
    static Coroutine<ScopedLock<Semaphore>> hold(Shared semaphore);

    detail::Owner<State> state_;

    friend class ScopedLock<Semaphore>;
    friend class BoundedSemaphore;
};

/// A semaphore that cannot be released more often than it was acquired: release() then
/// throws std::invalid_argument. The one to take for a number of places. Like
/// asyncio.BoundedSemaphore, whose error is a ValueError.
class BoundedSemaphore : public Semaphore {
public:
    /// With so many units, and never more. std::invalid_argument if that is negative.
    explicit BoundedSemaphore(int value = 1, const char* name = nullptr)
        : Semaphore(value, value, name) {}
};

ScopedLock(BoundedSemaphore&) -> ScopedLock<Semaphore>;

template <>
inline constexpr bool detail::is_primitive<Semaphore> = true;
template <>
inline constexpr bool detail::is_primitive<BoundedSemaphore> = true;

}  // namespace aio
