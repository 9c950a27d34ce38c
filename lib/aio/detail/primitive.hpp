// The state of a lock, an event or a queue, kept apart from the object itself. Tasks may still wait
// in one when it is destroyed: main's locals go when main ends, and the tasks that use them are
// cancelled after that. So the state is counted, and lives as long as anyone needs it:
//
//   Lock ──owns──> LockState <──share── a task in acquire(), a ScopedLock
//
// A coroutine of a primitive is a static function of the state, and its frame holds a handle on
// that: it may begin, or go on, when the primitive is no longer there. (The functions that call
// them are always inlined, so that a report of a coroutine that was never awaited names the line of
// the user's call.)
#pragma once

#include <utility>

#include <aio/detail/waiter.hpp>

namespace aio::detail {

class PrimitiveState : public RefCounted {
public:
    [[nodiscard]] bool destroyed() const { return destroyed_; }
    /// The primitive is destroyed: wakes all that wait.
    void destroyed_now() {
        destroyed_ = true;
        let_all_go();
    }

protected:
    virtual void let_all_go() = 0;

private:
    bool destroyed_ = false;
};

/// A primitive is destroyed on a thread that does not run its loop: passes that on to the loop, if
/// it still runs.
void destroyed_elsewhere(const IntrusivePtr<PrimitiveState>& state) noexcept;

/// A primitive's hold on its state. Neither it nor the primitive can be copied or moved.
template <class State>
class Owner {
public:
    explicit Owner(State* state) : state_(state) {}
    Owner(const Owner&) = delete;
    Owner& operator=(const Owner&) = delete;
    ~Owner() {
        if (state_->is_here())
            state_->destroyed_now();
        else
            destroyed_elsewhere(state_);
    }

    /// RuntimeError if the primitive's loop runs on another thread.
    State* operator->() const {
        state_->require_here();
        return state_.get();
    }
    [[nodiscard]] IntrusivePtr<State> share() const {
        return IntrusivePtr<State>::of_here(state_.get());
    }

private:
    IntrusivePtr<State> state_;
};

/// For a task whose primitive is gone: RuntimeError, "Queue::get: the queue was destroyed while
/// ...". It comes a turn later, so that run() can quietly cancel the task first, if main has ended
/// and taken the primitive with it.
Coroutine<> fail_destroyed(const char* where, const char* primitive);

}  // namespace aio::detail
