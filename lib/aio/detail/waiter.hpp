// The queue in front of a lock, an event, a semaphore, a queue: tasks that wait
// their turn, first come first served.
#pragma once

#include <aio/coroutine.hpp>

namespace aio::detail {

class WaiterList;

/// What a task waits for, in words: without a name, and before a name.
struct WaitedFor {
    const char *one, *the;  // "a lock", "the lock"
};

/// One waiting task: a future in the frame of the waiting coroutine, which leaves the list with it,
/// however that ends.
class Waiter final : public FutureState<void>, public ListNode<Waiter, both_ways> {
public:
    Waiter(WaiterList& list, const WaitedFor& what);
    ~Waiter() override { leave(); }

    // Like complete(), for a future that only one task knows.
    void wake() { end(State::finished); }
    /// There is nothing left to wait for: what it waits in was destroyed.
    void let_go() { end(State::failed); }
    void leave();
    [[nodiscard]] std::string describe() const override;
    [[nodiscard]] Target target() const override { return {Cause::resource, list_}; }

    struct Awaiter {
        Waiter& waiter;
        [[nodiscard]] bool await_ready() const noexcept { return false; }
        template <class P>
        void await_suspend(std::coroutine_handle<P> h) {
            core->current->wait_on(h.promise(), waiter);
        }
        /// True if it was woken, false if it was let go.
        bool await_resume() {
            core->current->throw_if_interrupted();
            if (waiter.failed()) [[unlikely]]
                return false;
            waiter.rethrow();
            return true;
        }
    };
    auto awaiter() { return Awaiter{*this}; }

private:
    friend class WaiterList;
    void end(State state) {
        if (observed) [[unlikely]]
            return complete(state);  // which tells the observer
        state_ = state;
        if (core) [[likely]]
            core->ready.append(waiters_);
    }
    WaiterList* list_;
    const WaitedFor* what_;  // for those who ask what the task waits for
};

class WaiterList {
public:
    /// `name` is that of the lock, the queue: a literal, or null.
    explicit WaiterList(const char* name = nullptr) : name_(name) {}
    WaiterList(const WaiterList&) = delete;
    WaiterList& operator=(const WaiterList&) = delete;
    ~WaiterList() {
        if (observed) [[unlikely]]
            core->forget(this);
        while (Waiter* waiter = waiters_.first()) waiter->leave();
    }

    [[nodiscard]] Waiter* first() const { return waiters_.first(); }
    [[nodiscard]] bool empty() const { return waiters_.empty(); }

    /// Wakes the oldest that is neither awake nor cancelled yet. False if there is none.
    bool wake_next() {
        while (Waiter* next = asleep_) {
            asleep_ = waiters_.after(next);
            if (next->done()) continue;  // cancelled
            next->wake();
            return true;
        }
        return false;
    }
    /// Wakes up to n of the oldest; returns how many.
    std::size_t wake(std::size_t n) {
        std::size_t woken = 0;
        while (woken < n && wake_next()) ++woken;
        return woken;
    }
    void wake_all() { wake(static_cast<std::size_t>(-1)); }
    /// Lets all go that are neither awake nor cancelled yet.
    void let_all_go() {
        for (; asleep_; asleep_ = waiters_.after(asleep_))
            if (!asleep_->done()) asleep_->let_go();
    }
    /// Whether there is one that was not cancelled. (It may have been woken.)
    [[nodiscard]] bool any_uncancelled() const {
        return waiters_.find([](const Waiter* waiter) { return !waiter->cancelled(); });
    }

    /// For the observer: what became of what these wait for.
    void tell(ResourceEventKind what, std::size_t level = 0, std::size_t most = 0) const {
        if (observed) [[unlikely]]
            core->tell_resource(this, name_, what, level, most);
    }

private:
    friend class Waiter;
    IntrusiveList<Waiter, both_ways> waiters_;
    Waiter* asleep_ = nullptr;  // the oldest that may be asleep: all ahead of it are done
    const char* name_;
};

inline Waiter::Waiter(WaiterList& list, const WaitedFor& what)
    : FutureState<void>(Uncounted()), list_(&list), what_(&what) {
    list.waiters_.push(this);
    if (!list.asleep_) list.asleep_ = this;
}

inline std::string Waiter::describe() const {
    if (!list_ || !list_->name_) return what_->one;
    return std::string(what_->the).append(" '").append(list_->name_).append("'");
}

inline void Waiter::leave() {
    if (!list_) return;
    if (list_->asleep_ == this) list_->asleep_ = list_->waiters_.after(this);
    list_->waiters_.remove(this);
    list_ = nullptr;
}

}  // namespace aio::detail
