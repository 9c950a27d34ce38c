// What futures and tasks share: a state that completes once, and those who wait
// for it. Awaiting a task and awaiting a future are the same operation.
#pragma once

#include <optional>
#include <tuple>
#include <type_traits>
#include <utility>

#include <aio/detail/core.hpp>
#include <aio/detail/ref_counted.hpp>

namespace aio::detail {

class FutureBase;

/// What a task waits for, for an observer.
struct Target {
    Cause kind = Cause::none;   // task, future or resource
    const void* key = nullptr;  // a future's or resource's address
    std::uint64_t number = 0;   // a task's
};

/// A done-callback. While the future is pending it is in the future's own list; then it is ready to
/// run and keeps the future alive until it has run.
struct Callback : Runnable, Pooled {
    FutureBase* owner = nullptr;
    std::uint64_t id = 0;
    bool removed = false;

    virtual ~Callback() = default;
    virtual void call() = 0;
    void run() final;
    void drop() noexcept final;
    [[nodiscard]] bool is_the_programs() const final { return true; }
    [[nodiscard]] const char* name_of_kind() const final { return "a done-callback"; }
};

class FutureBase : public RefCounted {
public:
    using RefCounted::RefCounted;
    enum class State : std::uint8_t { pending, finished, failed, cancelled };

    [[nodiscard]] bool done() const { return state_ != State::pending; }
    [[nodiscard]] bool cancelled() const { return state_ == State::cancelled; }
    [[nodiscard]] bool failed() const { return state_ == State::failed; }

    /// Asks for cancellation. True if the request was accepted, false if it came too late.
    virtual bool cancel(const std::string& message);
    /// What a task that waits for this waits for: "future", "task 'B'", "a lock".
    [[nodiscard]] virtual std::string describe() const { return "future"; }
    [[nodiscard]] virtual Target target() const { return {Cause::future, this}; }
    /// Where it was made, if known: for reports.
    [[nodiscard]] virtual std::string made_at() const { return {}; }

    /// Ends it, and queues all that wait, in the order in which they came.
    void complete(State state) {
        state_ = state;
        if (!waiters_.empty()) wake_all();
    }
    void fail(std::exception_ptr error) {
        error_ = std::move(error);
        complete(State::failed);
    }

    /// Throws the exception or CancelledError if it ended so. Counts as looking
    /// at the exception: it will not be reported as never retrieved.
    void rethrow() {
        if (state_ != State::finished) [[unlikely]]
            rethrow_failure();
    }
    [[nodiscard]] std::exception_ptr exception();
    [[nodiscard]] std::exception_ptr failure() const;  // also for cancelled; null if finished
    /// Cancelled, or failed with a CancelledError, as a gather fails with a child's.
    [[nodiscard]] bool gives_cancelled_error() const {
        return cancelled() || (failed() && as_cancelled(error_));
    }
    void mark_retrieved() { retrieved_ = true; }
    /// For code that looks for duplicates in a list. Returns the mark that it had before.
    bool set_mark(bool mark) {
        const bool before = marked_;
        marked_ = mark;
        return before;
    }
    void require_pending(const char* who) const;
    /// Called before it is waited for. RuntimeError if nothing will complete it: it is pending, and
    /// its loop has ended, or runs on another thread.
    void require_waitable() {
        if (!is_here()) [[unlikely]]
            require_no_other_loop();
    }
    [[nodiscard]] const char* kind() const noexcept override { return "this future"; }

    /// `item` will run in the turn after completion.
    void add_waiter(Runnable* item) { waiters_.push(item); }
    bool remove_waiter(Runnable* item) { return waiters_.remove(item); }

    std::uint64_t add_callback(Callback* callback);
    void remove_callback(std::uint64_t id);

protected:
    ~FutureBase() override {
        if (!waiters_.empty()) drop_all(waiters_);
    }
    void destroy() override;
    void report_if_never_retrieved() const;
    void wake_all();
    [[nodiscard]] std::uint32_t count_callbacks() const;
    static constexpr unsigned many = 63;
    [[nodiscard]] bool too_many_callbacks() const { return callbacks_ == many; }
    [[noreturn]] void rethrow_failure();
    void require_no_other_loop();

    // Two bytes: they fill the word that begins with the count and the loop.
    State state_ = State::pending;
    bool retrieved_ : 1 = false;
    bool marked_ : 1 = false;
    unsigned char callbacks_ : 6 = 0;  // how many of the waiters are Callbacks; 63: or more
    RunnableList waiters_;
    std::exception_ptr error_;  // failed; cancelled: only if there is a message

    friend struct Callback;
};

/// The place for a result, beside the state that says whether there is one.
template <class T>
struct Value {
    std::optional<T> value;
};
template <>
struct Value<void> {};

template <class T>
struct FutureState : FutureBase, Value<T> {
    using FutureBase::FutureBase;
};

/// Whether a result can be copied, so that it can be asked for again. A container says yes even if
/// its elements cannot be (std::vector<std::unique_ptr<T>>), so these are checked, too.
template <class T>
inline constexpr bool copies = std::is_copy_constructible_v<T>;
template <class T>
    requires requires(const T& t) {
        typename T::value_type;
        t.begin() != t.end();
    } && (!std::is_same_v<typename T::value_type, T>)
inline constexpr bool copies<T> = std::is_copy_constructible_v<T> && copies<typename T::value_type>;
template <class A, class B>
inline constexpr bool copies<std::pair<A, B>> = copies<A> && copies<B>;
template <class... T>
inline constexpr bool copies<std::tuple<T...>> = (copies<T> && ...);

[[noreturn]] void throw_moved_out(const FutureBase& state);
/// For a handle that may be empty, or not of the running loop: RuntimeError if it is empty, or of a
/// loop that runs on another thread.
void require_usable(FutureBase* state);

/// What a handle stands for; see require_usable().
template <class S>
const IntrusivePtr<S>& usable(const IntrusivePtr<S>& state) {
    if (!state || !state->is_here()) [[unlikely]]
        require_usable(state.get());
    return state;
}
/// For a handle that is only copied, on any thread.
template <class S>
const IntrusivePtr<S>& not_empty(const IntrusivePtr<S>& state) {
    if (!state) [[unlikely]]
        require_usable(nullptr);
    return state;
}
/// The same, to be waited for: see require_waitable().
template <class S>
const IntrusivePtr<S>& waitable(const IntrusivePtr<S>& state) {
    if (!state || !state->is_here()) [[unlikely]] {
        require_usable(state.get());
        state->require_waitable();
    }
    return state;
}

/// Returns the result, or throws what there is instead. A result that cannot be copied is returned
/// only once.
template <class T, class S>
T result_of(FutureBase& state, S& typed, bool may_move) {
    if (!state.done()) [[unlikely]]
        throw InvalidStateError("result(): " + state.describe() +
                                " is not done yet; co_await it, or ask done() first");
    state.rethrow();
    if constexpr (!std::is_void_v<T>) {
        if constexpr (copies<T>) {
            if (may_move) return std::move(*typed.value);
            return *typed.value;
        } else {
            if (!typed.value) throw_moved_out(state);
            T result = std::move(*typed.value);
            typed.value.reset();
            return result;
        }
    }
}

template <class Handle, class State, class F>
struct CallbackOf final : Callback {
    F f;
    explicit CallbackOf(F&& function) : f(std::move(function)) {}
    void call() override {
        if constexpr (std::is_invocable_v<F&, Handle>)
            f(Handle(IntrusivePtr<State>(static_cast<State*>(this->owner))));
        else
            f();
    }
};

template <class Handle, class State, class F>
Callback* make_callback(State& owner, F f) {
    auto* callback = new CallbackOf<Handle, State, F>(std::move(f));
    callback->owner = &owner;
    return callback;
}

/// Puts the running task to sleep until `target` is done. Part of TaskBase; declared here because
/// futures are awaited by tasks and tasks are futures.
void wait_for_completion(Frame& frame, FutureBase& target);
/// Throws CancelledError if that is why the task runs again.
inline void throw_if_interrupted();

/// Awaits a future or a task. Holds a handle of its own, so that the caller may
/// drop or replace theirs meanwhile.
template <class T, class S>
class FutureAwaiter {
public:
    FutureAwaiter(IntrusivePtr<S> state, bool may_move)
        : state_(std::move(state)), may_move_(may_move) {}

    [[nodiscard]] bool await_ready() const {
        if (!state_->done()) return false;
        if (observed) [[unlikely]]
            core->tell_not_suspended(*state_);
        return true;
    }
    template <class Promise>
    void await_suspend(std::coroutine_handle<Promise> h) {
        wait_for_completion(h.promise(), *state_);
    }
    T await_resume() {
        throw_if_interrupted();
        return result_of<T>(*state_, *state_, may_move_ && !state_->is_shared());
    }

private:
    IntrusivePtr<S> state_;
    bool may_move_;
};

}  // namespace aio::detail
