// Future<T>: a result that is not there yet. Somebody holds one end and will
// call set_result; others wait for it with co_await.
//
//   aio::Coroutine<> ask(aio::Future<int> answer) {     // this task waits ...
//       use(co_await answer);                           // t = 3: 42
//   }
//   aio::Coroutine<> program() {                        // ... for this one
//       aio::Future<int> answer;
//       auto asker = aio::create_task(ask(answer));     // a copy of the handle
//       co_await aio::sleep(3s);
//       answer.set_result(42);                          // the asker runs in the next turn
//       co_await asker;
//   }
//
// A handle is cheap to copy; copies share one state. Futures are for those who write
// what is awaited, to turn a callback into an await; programs mostly await tasks.
//
// The trap: the one who waits may be cancelled, and the future with it; set_result then
// throws. Ask `if (!answer.done())` first, or let the waiter shield it.
#pragma once

#include <concepts>
#include <optional>
#include <type_traits>
#include <utility>

#include <aio/detail/future_base.hpp>

namespace aio {

/// Names a done-callback, for remove_done_callback: two lambdas cannot be compared, as
/// asyncio compares functions.
using CallbackId = std::uint64_t;

/// A handle. Every function throws RuntimeError if the handle was moved from, or on another
/// thread than the loop's, while that runs: a thread passes its result on by
/// call_soon_threadsafe. Like asyncio.Future, but it can be made, and completed as long as
/// nobody waits, without a loop.
template <class T = void>
class Future {
public:
    using value_type = T;

    /// A pending future. Needs no loop until somebody waits.
    Future() : state_(new detail::FutureState<T>) {}
    explicit Future(detail::IntrusivePtr<detail::FutureState<T>> state)
        : state_(std::move(state)) {}

    /// Whether it has a result or an error, or was cancelled.
    [[nodiscard]] bool done() const { return state()->done(); }
    /// Whether it was cancelled.
    [[nodiscard]] bool cancelled() const { return state()->cancelled(); }

    /// The result, without waiting. InvalidStateError if pending; the exception if it failed;
    /// CancelledError if it was cancelled. RuntimeError if the result cannot be copied and has
    /// been given before.
    T result() const { return detail::result_of<T>(*state(), *state(), false); }
    /// The exception, null if there is none; it then counts as looked at, and is not reported
    /// when the last handle goes. InvalidStateError if pending; CancelledError if it was
    /// cancelled.
    [[nodiscard]] std::exception_ptr exception() const { return state()->exception(); }

    /// Completes the future: those who wait run in the next turn, in the order in which they
    /// began to wait; nobody runs inside this call. InvalidStateError if it is done already,
    /// cancelled included: a result can be set once. RuntimeError if somebody waits and no
    /// loop runs on this thread. If the value's constructor throws, the future stays pending.
    void set_result() const
        requires std::is_void_v<T>
    {
        state()->require_pending("Future::set_result");
        state()->complete(detail::FutureBase::State::finished);
    }
    template <class U = T>
        requires(!std::is_void_v<T> && std::convertible_to<U &&, T>)
    void set_result(U&& value) const {
        state()->require_pending("Future::set_result");
        state()->value.emplace(std::forward<U>(value));
        state()->complete(detail::FutureBase::State::finished);
    }
    /// Completes it with an error, which all who wait get. If nobody ever looks at it, it is
    /// reported. An error is copied as the type that the argument has, so in a catch block pass
    /// std::current_exception(). Errors like set_result's; std::invalid_argument for a null
    /// pointer.
    ///
    ///   answer.set_exception(std::runtime_error("no answer"));
    void set_exception(std::exception_ptr error) const {
        state()->require_pending("Future::set_exception");
        if (!error) throw std::invalid_argument("Future::set_exception: there is no exception");
        state()->fail(std::move(error));
    }
    template <class E>
        requires(!std::same_as<std::remove_cvref_t<E>, std::exception_ptr>)
    void set_exception(E&& error) const {
        set_exception(std::make_exception_ptr(std::forward<E>(error)));
    }

    /// Cancels it, at once: those who wait get CancelledError, in the next turn, with this
    /// message. Nobody has asked them to end: their own cancelling() stays as it is. False,
    /// without effect, if it is done.
    bool cancel(std::source_location call = std::source_location::current()) const {
        return cancel({}, call);
    }
    bool cancel(const std::string& message,
                std::source_location call = std::source_location::current()) const {
        const detail::CancelCall told(call);
        return state()->cancel(message);
    }

    /// F is called with this future, or with nothing, in the turn after it is done, in the
    /// order of these calls; if it is done already, in the next turn (RuntimeError then
    /// without a loop). An exception from it is reported, not thrown.
    template <class F>
    CallbackId add_done_callback(F f) const {
        return state()->add_callback(detail::make_callback<Future>(*state(), std::move(f)));
    }
    /// No effect on a callback whose turn has been scheduled.
    void remove_done_callback(CallbackId id) const { state()->remove_callback(id); }

    /// Waits for the result, or throws the error, CancelledError if it was cancelled. One that
    /// is done does not suspend. Cancelling the task that awaits cancels the future, for all
    /// who wait: see shield(). Copies the result out, so that it can be awaited again, by
    /// others, too. What cannot be copied is given once: a second time throws RuntimeError.
    /// A future that nobody can complete any more is waited for like any other; if nothing
    /// else can happen, that is a deadlock.
    auto awaiter() const& {
        return detail::FutureAwaiter<T, detail::FutureState<T>>{waitable(), false};
    }
    /// Moves the result out if no other handle is left to ask for it.
    auto awaiter() && {
        (void)waitable();
        return detail::FutureAwaiter<T, detail::FutureState<T>>{std::move(state_), true};
    }

    /// Whether these are handles of the same future.
    friend bool operator==(const Future&, const Future&) = default;
    /// For the library. RuntimeError, as in all that uses it, if this handle was moved
    /// from, or if its loop runs on another thread.
    [[nodiscard]] const detail::IntrusivePtr<detail::FutureState<T>>& state() const {
        return detail::usable(state_);
    }
    /// The same, to be waited for: RuntimeError, too, if its loop has ended before it was done.
    [[nodiscard]] const detail::IntrusivePtr<detail::FutureState<T>>& waitable() const {
        return detail::waitable(state_);
    }
    /// Without looking at whose it is: handles may be copied on any thread.
    [[nodiscard]] const detail::IntrusivePtr<detail::FutureState<T>>& any_state() const {
        return state_;
    }

private:
    detail::IntrusivePtr<detail::FutureState<T>> state_;
};

}  // namespace aio
