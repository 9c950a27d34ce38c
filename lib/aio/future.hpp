// Future<T>: a result that is not there yet. Somebody holds one end and will
// call set_result; others wait for it with co_await.
//
//   aio::Future<int> answer;
//   auto asker = aio::create_task(ask(answer));   // co_await answer
//   answer.set_result(42);                        // the asker runs next turn
//
// A handle is cheap to copy; copies share one state. Futures are for those who write
// what is awaited, to turn a callback into an await; programs mostly await tasks.
#pragma once

#include <concepts>
#include <optional>
#include <type_traits>
#include <utility>

#include <aio/detail/future_base.hpp>

namespace aio {

/// Names a done-callback, for remove_done_callback.
using CallbackId = std::uint64_t;

/// A handle. Every function throws RuntimeError if the handle was moved from, or on
/// another thread than the loop's, while that runs. Like asyncio.Future, but it can be
/// made, and completed as long as nobody waits, without a loop.
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

    /// The result. InvalidStateError if pending; the exception if it failed;
    /// CancelledError if it was cancelled.
    T result() const { return detail::result_of<T>(*state(), *state(), false); }
    /// The exception, null if there is none; it then counts as retrieved. Throws like
    /// result() if there is no outcome yet or the future was cancelled.
    [[nodiscard]] std::exception_ptr exception() const { return state()->exception(); }

    /// Completes the future: those who wait run in the next turn, in the order
    /// in which they began to wait. InvalidStateError if it is done already.
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
    /// Completes it with an error, which those who wait get. InvalidStateError if
    /// it is done already; std::invalid_argument for a null pointer.
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

    /// Cancels it: those who wait get CancelledError, in the next turn, with this
    /// message. False, without effect, if it is done.
    bool cancel(std::source_location call = std::source_location::current()) const {
        return cancel({}, call);
    }
    bool cancel(const std::string& message,
                std::source_location call = std::source_location::current()) const {
        const detail::CancelCall told(call);
        return state()->cancel(message);
    }

    /// F is called with this future, or with nothing, in the turn after it is
    /// done; if it is done already, in the next turn. An exception from it is reported,
    /// not thrown.
    template <class F>
    CallbackId add_done_callback(F f) const {
        return state()->add_callback(detail::make_callback<Future>(*state(), std::move(f)));
    }
    /// No effect on a callback whose turn has been scheduled.
    void remove_done_callback(CallbackId id) const { state()->remove_callback(id); }

    /// Waits for the result, or throws the error, CancelledError if it was cancelled.
    /// Cancelling the task that awaits cancels the future: see shield().
    /// Copies the result out, so that it can be awaited again, by others too. What
    /// cannot be copied is given once: a second time throws RuntimeError.
    auto awaiter() const& {
        return detail::FutureAwaiter<T, detail::FutureState<T>>{waitable(), false};
    }
    /// Moves the result out if no other handle is left to ask for it.
    auto awaiter() && {
        (void)waitable();
        return detail::FutureAwaiter<T, detail::FutureState<T>>{std::move(state_), true};
    }

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
