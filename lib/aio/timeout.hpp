// Limits in time. wait_for bounds one await; timeout bounds a whole block, and
// what it awaits does not need to know.
//
//   aio::Coroutine<int> fetch() { co_return co_await aio::sleep(3s, 42); }
//
//   aio::Coroutine<> program() {
//       try {
//           use(co_await aio::wait_for(fetch(), 2s));
//       } catch (const aio::TimeoutError&) {
//           say("too late");                                       // t = 2
//       }
//       co_await aio::timeout(10s, [&](aio::Timeout& limit) -> aio::Coroutine<> {
//           co_await login();
//           limit.reschedule(aio::this_loop().now() + 5s);         // 5 s for the rest
//           co_await download();
//       });
//   }
//
// At the deadline the task is cancelled; where the block ends, that
// cancellation, and no other, becomes TimeoutError.
//
// The trap: a limit can act only where the block waits. A loop that computes for ten seconds
// is not interrupted; and a block that swallows CancelledError takes as long as it likes.
#pragma once

#include <functional>
#include <optional>
#include <utility>

#include <aio/detail/limit.hpp>
#include <aio/gather.hpp>
#include <aio/loop.hpp>

namespace aio {

namespace detail {
class TimeoutScope;
}

/// What the body of timeout() sees of its limit; it goes when the block ends. RuntimeError
/// on another thread than the loop's. Like asyncio.Timeout.
class Timeout {
public:
    /// When it fires, in loop time; nothing if it is disarmed.
    [[nodiscard]] std::optional<time_point> when() const;
    /// Moves the deadline: one that has passed fires in the next turn; std::nullopt disarms
    /// it. RuntimeError once it has fired, since the task has been cancelled then.
    void reschedule(std::optional<time_point> when);
    /// Whether it fired; stays true even if the body swallowed the cancellation. So a body
    /// that catches CancelledError can ask whose it is:
    ///
    ///   } catch (const aio::CancelledError&) {
    ///       if (!limit.expired()) throw;     // not the limit: somebody cancelled the task
    ///       answer = so_far;
    ///   }
    [[nodiscard]] bool expired() const;

    Timeout(const Timeout&) = delete;
    Timeout& operator=(const Timeout&) = delete;

private:
    friend class detail::TimeoutScope;
    enum class State : std::uint8_t { entered, expiring, expired, exited };
    explicit Timeout(detail::TimeoutScope& scope) : scope_(scope) {}

    detail::TimeoutScope& scope_;
    std::optional<time_point> when_;
    State state_ = State::entered;
};

namespace detail {

/// Watches over one block of the running task, from construction to leave().
class TimeoutScope final : Timer {
public:
    explicit TimeoutScope(std::optional<time_point> when);
    explicit TimeoutScope(const Limit& limit);
    ~TimeoutScope() { leave(); }
    TimeoutScope(const TimeoutScope&) = delete;
    TimeoutScope& operator=(const TimeoutScope&) = delete;

    /// Ends the block. True if this timeout fired and nobody else asked for
    /// cancellation: the CancelledError that is leaving is then its own.
    bool leave() {
        if (is_armed()) [[likely]] {
            core->disarm(*this);
            face_.state_ = Timeout::State::exited;
            return false;
        }
        return leave_unarmed();
    }
    [[nodiscard]] Timeout& face() { return face_; }
    void reschedule(std::optional<time_point> when);
    void require_here() const { task_.require_here(); }

private:
    struct Soon;
    void fire() override;
    [[nodiscard]] const char* name_of_timer() const override { return "a timeout"; }
    void disarm();
    bool leave_unarmed();

    Timeout face_{*this};
    TaskBase& task_;
    Soon* soon_ = nullptr;  // queued instead of armed, when the deadline is past
    int cancelling_before_;
};

[[noreturn]] void throw_timeout(const char* who);

/// Awaits what make(Timeout&) gives, up to the limit.
template <class T, class Make>
Coroutine<T> limited(Limit limit, Make make, const char* who) {
    TimeoutScope scope(limit);
    try {
        co_return co_await make(scope.face());
    } catch (const CancelledError&) {
        if (!scope.leave()) throw;
    }
    throw_timeout(who);
}

/// Cancels a future and waits until it has ended, however it ends.
Coroutine<> cancel_and_wait(IntrusivePtr<FutureBase> future);

/// wait_for without time: the result if it is there, else cancel, and wait.
template <class T, class A>
Coroutine<T> without_time(A awaitable) {
    auto handle = ensure(std::move(awaitable), {});
    if (!handle.done()) {
        co_await cancel_and_wait(IntrusivePtr<FutureBase>(handle.state()));
        if (handle.state()->gives_cancelled_error()) throw_timeout("aio::wait_for");
    }
    co_return co_await std::move(handle);
}

template <class Body>
[[gnu::always_inline]] inline auto start_limited(Limit limit, Body body, const char* who) {
    using R = typename BodyResult<decltype(call_body(body, std::declval<Timeout&>()))>::type;
    return limited<R>(
        limit, [body = std::move(body)](Timeout& t) mutable { return call_body(body, t); }, who);
}

}  // namespace detail

/// Awaits `awaitable` for at most `limit`; nullopt: no limit. TimeoutError when the time is
/// up: the awaited task or future is cancelled first, and what it does then is waited for,
/// so this may take longer than the limit; if it still gives a value or an error, that wins.
/// Thus nothing is left running that nobody waits for. Where it should run on: shield().
///
/// A coroutine runs inline, in the caller's task: no turn passes. The limit counts from when
/// the wait begins. If it is zero or less, only what is done gives its result; a coroutine
/// does not begin. std::invalid_argument, at the call, if the limit is not a number.
///
/// On cancellation the awaited one is cancelled, too, its end waited for, and CancelledError
/// thrown. If both happen at the same instant, the time being up and the result being there,
/// it is a TimeoutError. Like asyncio.wait_for, since Python 3.12.
template <class A, class D>
    requires detail::Gatherable<A>
[[gnu::always_inline]] inline Coroutine<detail::ResultOf<A>> wait_for(A&& awaitable, D limit) {
    using T = detail::ResultOf<A>;
    using Kept = std::remove_cvref_t<A>;
    const std::optional<duration> time = detail::to_limit(limit);
    if (time && *time <= duration::zero())
        return detail::without_time<T, Kept>(detail::keep(std::forward<A>(awaitable)));
    return detail::limited<T>(
        {.after = time, .at = {}},
        [kept = detail::keep(std::forward<A>(awaitable))](Timeout&) mutable {
            return std::move(kept);
        },
        "aio::wait_for");
}

template <class A, class D>
    requires(!detail::Gatherable<A>)
Coroutine<> wait_for(A&&, D) {
    detail::explain_not_awaitable<A>();
    return detail::NewFrame{nullptr};
}

/// Runs a block, `body(Timeout&)` or `body()`, for at most `limit`, counted from this call
/// (not from its co_await); nullopt: no limit until reschedule(). Gives what the body gives.
/// Like `async with asyncio.timeout(limit)`.
///
/// TimeoutError when the time is up, unless somebody else cancelled the task, too: then
/// CancelledError, so that no request to end is lost. A body that swallows the cancellation
/// and returns ends the block well; an error of its own passes unchanged. A block that never
/// suspends cannot be timed out. Of nested ones that fire together the outermost throws.
/// RuntimeError, at the call, without a loop; std::invalid_argument if the limit is not a
/// number.
template <class D, class Body>
[[gnu::always_inline]] inline auto timeout(D limit, Body body) {
    const std::optional<duration> time = detail::to_limit(limit);
    std::optional<time_point> when;
    if (time) when = detail::running_core("aio::timeout").now() + *time;
    return detail::start_limited({.after = {}, .at = when}, std::move(body), "aio::timeout");
}

/// The same with a point in loop time. Several blocks can so share one deadline. Like
/// `async with asyncio.timeout_at(when)`.
///
///   const auto deadline = aio::this_loop().now() + 10s;
///   co_await aio::timeout_at(deadline, login);
///   co_await aio::timeout_at(deadline, download);     // what login has left of the 10 s
template <class Body>
[[gnu::always_inline]] inline auto timeout_at(std::optional<time_point> when, Body body) {
    return detail::start_limited({.after = {}, .at = when}, std::move(body), "aio::timeout_at");
}

}  // namespace aio
