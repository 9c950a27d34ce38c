// The queue in front of a lock, an event, a semaphore, a queue: tasks that wait
// their turn, first come first served.
#pragma once

#include <aio/coroutine.hpp>

namespace aio::detail {

class WaiterList;

/// One waiting task: a future that stands in the frame of the waiting
/// coroutine, and leaves the list with it, however it ends.
class Waiter final : public FutureState<void> {
public:
    Waiter(WaiterList& list, const char* what);
    ~Waiter() override { leave(); }

    void wake() { complete(State::finished); }
    void leave();
    [[nodiscard]] Waiter* behind() const { return behind_; }
    [[nodiscard]] std::string describe() const override { return what_; }

    struct Awaiter {
        Waiter& waiter;
        [[nodiscard]] bool await_ready() const noexcept { return false; }
        template <class P>
        void await_suspend(std::coroutine_handle<P> h) {
            core->current->wait_on(h.promise(), waiter);
        }
        void await_resume() {
            core->current->throw_if_interrupted();
            waiter.rethrow();
        }
    };
    auto awaiter() { return Awaiter{*this}; }

private:
    friend class WaiterList;
    WaiterList* list_;
    Waiter* ahead_ = nullptr;
    Waiter* behind_ = nullptr;
    const char* what_;  // "a lock": for those who ask what the task waits for
};

class WaiterList {
public:
    WaiterList() = default;
    WaiterList(const WaiterList&) = delete;
    WaiterList& operator=(const WaiterList&) = delete;
    ~WaiterList() {
        while (first_) first_->leave();
    }

    [[nodiscard]] Waiter* first() const { return first_; }
    [[nodiscard]] bool empty() const { return !first_; }

    /// Wakes the oldest that is not awake or cancelled yet. False if none.
    bool wake_next() { return wake(1) == 1; }
    /// Wakes up to n of the oldest; returns how many.
    std::size_t wake(std::size_t n) {
        std::size_t woken = 0;
        for (; asleep_ && woken < n; asleep_ = asleep_->behind()) {
            if (asleep_->done()) continue;  // cancelled
            asleep_->wake();
            ++woken;
        }
        return woken;
    }
    /// Is there one that was not cancelled? (It may have been woken.)
    [[nodiscard]] bool any_uncancelled() const {
        for (Waiter* w = first_; w; w = w->behind())
            if (!w->cancelled()) return true;
        return false;
    }

private:
    friend class Waiter;
    Waiter* first_ = nullptr;
    Waiter* last_ = nullptr;
    Waiter* asleep_ = nullptr;  // the oldest that may be asleep: all ahead of it are done
};

inline Waiter::Waiter(WaiterList& list, const char* what)
    : list_(&list), ahead_(list.last_), what_(what) {
    (list.last_ ? list.last_->behind_ : list.first_) = this;
    list.last_ = this;
    if (!list.asleep_) list.asleep_ = this;
}

inline void Waiter::leave() {
    if (!list_) return;
    if (list_->asleep_ == this) list_->asleep_ = behind_;
    (ahead_ ? ahead_->behind_ : list_->first_) = behind_;
    (behind_ ? behind_->ahead_ : list_->last_) = ahead_;
    list_ = nullptr;
}

}  // namespace aio::detail
