// The event loop's own face: its time, and callbacks. Coroutines seldom need
// it; `run` makes a loop, and everything in it happens on the calling thread.
//
//   aio::Coroutine<> program() {
//       auto& loop = aio::this_loop();
//       aio::Future<> rung;
//       auto alarm = loop.call_later(3s, [rung] { rung.set_result(); });   // a callback ...
//       auto snooze = loop.call_later(9s, [] { say("never said"); });
//       co_await rung;                               // ... wakes a task: t = 3
//       snooze.cancel();
//   }
//
// A turn: due timers are queued behind what is ready, then exactly what is
// queued at that moment runs, in order. What that schedules runs next turn, so a callback
// that schedules itself again and again does not keep the others from running.
//
// The trap: a callback is not a coroutine. It cannot await, and while it runs nothing else
// does.
#pragma once

#include <concepts>
#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <utility>

#include <aio/detail/future_base.hpp>
#include <aio/detail/mistakes.hpp>

namespace aio {

namespace detail {

/// A callback given to the loop, ready or waiting for its deadline.
struct LoopCallback : RefCounted, Runnable, Timer {
    bool cancelled = false;
    time_point due{};

    virtual void call() = 0;
    /// Lets the closure go, and what it holds.
    virtual void forget() noexcept = 0;

    void run() final;
    void fire() final { run(); }
    void abandon() noexcept final;
    void drop() noexcept final;
    [[nodiscard]] bool is_the_programs() const final { return true; }
    [[nodiscard]] const char* name_of_kind() const final { return "a callback"; }
    [[nodiscard]] const char* name_of_timer() const final { return "a callback"; }
    void cancel();
    [[nodiscard]] const char* kind() const noexcept final { return "this timer"; }
};

template <class F>
struct LoopCallbackOf final : LoopCallback {
    std::optional<F> f;
    explicit LoopCallbackOf(F&& function) : f(std::move(function)) {}
    void call() override {
        F once = std::move(*f);
        f.reset();
        once();
    }
    void forget() noexcept override { f.reset(); }
};

}  // namespace detail

/// What call_soon, call_later and call_at give: the right to call it off. Dropping it does not
/// cancel. RuntimeError on another thread than the loop's, while that runs.
class TimerHandle {
public:
    explicit TimerHandle(detail::IntrusivePtr<detail::LoopCallback> callback)
        : callback_(std::move(callback)) {}

    /// The callback will not run; its closure is dropped at once, and with it what it holds,
    /// not only at the deadline. No effect if it has run.
    void cancel() const { callback().cancel(); }
    /// Whether cancel() was called, even too late.
    [[nodiscard]] bool cancelled() const { return callback().cancelled; }
    /// When it is due, in loop time; of call_soon the time of that call.
    [[nodiscard]] time_point when() const { return callback().due; }

private:
    [[nodiscard]] detail::LoopCallback& callback() const {
        callback_->require_here();
        return *callback_;
    }
    detail::IntrusivePtr<detail::LoopCallback> callback_;
};

/// Like asyncio's event loop, as far as programs need it. There is nothing here to run or stop
/// it: run() does, so that no task is left pending in a loop that has been closed.
class Loop {
public:
    using time_point = aio::time_point;
    using duration = aio::duration;

    /// Loop time: 0 when run() started. This and all below, but for call_soon_threadsafe:
    /// RuntimeError on another thread than the loop's.
    [[nodiscard]] time_point now() const { return time_here(); }
    /// How many turns the loop has made: 1 in main's first step. For tests and explanations:
    /// what takes no time still takes turns.
    [[nodiscard]] std::uint64_t turn() const { return turns_here(); }

    /// Runs f in the next turn, behind what is ready already. An exception from f is reported,
    /// not thrown, and later callbacks run; what the loop has not run when it ends is dropped:
    /// the same holds for call_later and call_at.
    template <std::invocable F>
    TimerHandle call_soon(F f) {
        return soon(new detail::LoopCallbackOf<F>(std::move(f)));
    }
    /// Runs f when the delay has passed; equal deadlines in arming order (asyncio's heap leaves
    /// that open). Under the real clock up to a millisecond late, never early.
    /// std::invalid_argument if the delay is not a number (NaN).
    template <class Rep, class Period, std::invocable F>
    TimerHandle call_later(std::chrono::duration<Rep, Period> delay, F f) {
        return call_at(now() + to_duration(delay), std::move(f));
    }
    template <class Number, class F>
        requires std::is_arithmetic_v<Number>
    TimerHandle call_later(Number, F) {
        detail::explain_no_duration<Number>();
        return TimerHandle({});
    }
    /// Runs f at that time; if it has passed, in the next turn, behind what is ready then. To
    /// do something every second without drifting, add to the last deadline, not to now():
    ///
    ///   loop.call_at(last + 1s, tick);
    template <std::invocable F>
    TimerHandle call_at(time_point when, F f) {
        return at(when, new detail::LoopCallbackOf<F>(std::move(f)));
    }
    /// The one call that other threads may make: runs f on the loop's thread, in one of the
    /// next turns, and wakes the loop if it sleeps. What the thread did before happens before f;
    /// calls of one thread keep their order. Once the loop is ending, f is dropped; after run()
    /// there is no Loop to call: join your own threads before (to_thread's are waited for).
    ///
    ///   std::thread worker([&loop, answer] {
    ///       loop.call_soon_threadsafe([answer] { answer.set_result(42); });
    ///   });
    virtual void call_soon_threadsafe(std::function<void()> f) = 0;

protected:
    ~Loop() = default;
    [[nodiscard]] virtual time_point time_here() const = 0;
    [[nodiscard]] virtual std::uint64_t turns_here() const = 0;
    virtual TimerHandle soon(detail::LoopCallback* callback) = 0;
    virtual TimerHandle at(time_point when, detail::LoopCallback* callback) = 0;
};

/// The loop that runs on this thread. RuntimeError if there is none, as in a thread of
/// to_thread. The reference is good until run() returns. Like asyncio.get_running_loop.
[[nodiscard]] Loop& this_loop();

/// Every task, where it waits and for what: the call graph, as text. To be printed when
/// nothing seems to move, from a callback, say. RuntimeError without a loop. Like asyncio's
/// format_call_graph, of all tasks.
///
///   main  program.cpp:31  program()           waits for task 'B'
///   B     program.cpp:12  fetch() < retry()   sleeps
[[nodiscard]] std::string format_waiting();

}  // namespace aio
