// Limits in time. wait_for bounds one await; timeout bounds a whole block, and
// what it awaits does not need to know.
//
//   auto page = co_await aio::wait_for(fetch(), 2s);
//
//   co_await aio::timeout(10s, [&](aio::Timeout& limit) -> aio::Coroutine<> {
//       co_await login();
//       limit.reschedule(aio::this_loop().now() + 5s);
//       co_await download();
//   });
//
// At the deadline the task is cancelled; where the block ends, that
// cancellation, and no other, becomes TimeoutError.
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

/// What the body of timeout() sees of its limit. RuntimeError on another thread than
/// the loop's. Like asyncio.Timeout.
class Timeout {
public:
    /// When it fires, in loop time; nothing if it is disarmed.
    [[nodiscard]] std::optional<time_point> when() const;
    /// Moves the deadline: a past one fires in the next turn, nothing disarms
    /// it. RuntimeError once it has fired or the block has ended.
    void reschedule(std::optional<time_point> when);
    /// Whether it fired; stays true even if the body swallowed the cancellation.
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

/// Awaits `awaitable` for at most `limit`; nullopt: no limit. TimeoutError when
/// the time is up: the awaited task or future is cancelled first, and what it
/// does then is waited for; if it still gives a value or an error, that wins. A
/// coroutine runs inline, in the caller's task. The limit counts from when the
/// wait begins. If the limit is zero or less, only a finished one gives its
/// result. std::invalid_argument if it is not a number. On cancellation the awaited one
/// is cancelled, too. Like asyncio.wait_for.
template <class A, class D>
    requires detail::Gatherable<A>
[[nodiscard, gnu::always_inline]] inline Coroutine<detail::ResultOf<A>> wait_for(A&& awaitable,
                                                                                 D limit) {
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
    return nullptr;
}

/// Runs a block, `body(Timeout&)` or `body()`, for at most `limit`, counted
/// from this call; nullopt: no limit until reschedule(). TimeoutError when the time is up,
/// unless somebody else cancelled the task too: then CancelledError. A block that never
/// suspends cannot be timed out. RuntimeError without a loop; std::invalid_argument if the
/// limit is not a number. Gives what the body gives. Like `async with asyncio.timeout(limit)`.
template <class D, class Body>
[[nodiscard, gnu::always_inline]] inline auto timeout(D limit, Body body) {
    const std::optional<duration> time = detail::to_limit(limit);
    std::optional<time_point> when;
    if (time) when = detail::running_core("aio::timeout").now() + *time;
    return detail::start_limited({.after = {}, .at = when}, std::move(body), "aio::timeout");
}

/// The same with a point in loop time. Several blocks can so share one deadline. Like
/// `async with asyncio.timeout_at(when)`.
template <class Body>
[[nodiscard, gnu::always_inline]] inline auto timeout_at(std::optional<time_point> when,
                                                         Body body) {
    return detail::start_limited({.after = {}, .at = when}, std::move(body), "aio::timeout_at");
}

}  // namespace aio
