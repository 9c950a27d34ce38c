// The heart of a running loop: what is ready, what waits for a deadline, which task runs. The
// loop's own code is in running_loop.cpp; here is what every await touches, so that it can be
// inlined into the caller.
#pragma once

#include <aio/detail/compiler.hpp>  // first: the others do not compile with old ones

#include <coroutine>
#include <exception>
#include <functional>
#include <source_location>

#include <aio/detail/frame_pool.hpp>
#include <aio/detail/places.hpp>
#include <aio/detail/report.hpp>
#include <aio/detail/runnable.hpp>
#include <aio/detail/timers.hpp>
#include <aio/errors.hpp>
#include <aio/trace.hpp>

namespace aio {
class Loop;
}

namespace aio::detail {

class TaskBase;
class FutureBase;
class Tracer;

/// One coroutine in flight: the part of its frame that the library knows.
/// Frames of one task form a chain, from the innermost out to the task's own.
struct Frame {
    std::coroutine_handle<> handle;
    Frame* caller = nullptr;            // who awaits this frame; null for a task's own
    std::source_location where;         // its definition; later, the co_await it waits at
    const void* called_from = nullptr;  // the call that made it; null once it has started
    std::exception_ptr error;           // what left it
};

class Core {
public:
    /// Queues something for the next turn.
    void push(Runnable* item, Cause why) {
        if (tracer) [[unlikely]]
            return push_observed(*item, why);
        ready.push(item);
    }
    void arm(Timer& t, time_point when) {
        if (tracer) [[unlikely]]
            return arm_observed(t, when);
        timers.arm(t, when);
    }
    /// See TimerQueue::put_off. An observer is told at once.
    void arm_put_off(Timer& t, time_point when) {
        if (tracer) [[unlikely]]
            return arm_observed(t, when);
        timers.put_off(t, when);
    }
    void disarm(Timer& t) {
        if (tracer) [[unlikely]]
            return disarm_observed(t);
        timers.disarm(t);
    }
    [[nodiscard]] virtual time_point now() const = 0;
    [[nodiscard]] virtual Loop& face() = 0;

    /// Work that goes on outside the loop: a thread, an I/O operation. Usually it stops simulated
    /// time, and while it lasts the loop waits and is not deadlocked.
    virtual void outside_begins(bool holds_time) = 0;
    virtual void outside_ends(bool holds_time) noexcept = 0;
    [[nodiscard]] virtual bool time_is_simulated() const = 0;

    /// On any thread: ends the wait of a loop that has nothing to do.
    virtual void wake_up() noexcept = 0;
    /// On any thread: runs f soon. False, without effect, if the loop is ending.
    virtual bool call_from_elsewhere(std::function<void()>& f) = 0;
    /// Asio has started a thread of its own for this loop, for name lookups.
    virtual void asio_looks_names_up() noexcept = 0;
    /// For the observer: see CancelCall.
    void tell_cancel_call(std::source_location call);
    /// For the observer: this resource is gone, and its address may be reused.
    void forget(const void* resource);
    /// For the observer: see ResourceEvent. `name` may be null.
    void tell_resource(const void* resource, const char* name, ResourceEventKind what,
                       std::size_t level, std::size_t most);
    /// For the observer: the running task awaited something already done.
    void tell_not_suspended(const FutureBase& awaited);
    virtual void report(ReportKind kind, std::string text, std::string where) noexcept = 0;

    RunnableList ready;
    TimerQueue timers;
    Frame* next = nullptr;        // the frame that the running step goes on with
    TaskBase* current = nullptr;  // the task whose step runs
    Tracer* tracer = nullptr;     // reports to the observer, if there is one
    bool debug = false;
    bool closing = false;  // run() is destroying what could not end
    std::uint32_t tasks_made = 0;
    IntrusiveList<TaskBase, both_ways> tasks;  // all unfinished ones, in creation order

protected:
    ~Core() = default;

private:
    // A separate function, so that the usual path calls nothing and saves no registers.
    void push_observed(Runnable& item, Cause why);
    void arm_observed(Timer& timer, time_point when);
    void disarm_observed(Timer& timer);
};

/// The loop that runs on this thread, or null.
inline constinit thread_local Core* core = nullptr;
/// Whether it has a tracer. Whatever might have to be told asks this first, each item that
/// passes through a queue four times; `core && core->tracer` would be three steps.
inline constinit thread_local bool observed = false;
/// Sets both.
void set_core(Core* loop);

/// The same, or RuntimeError: "aio::create_task: no event loop is running...".
Core& running_core(const char* who);

/// For the observer: a call of cancel(), from here to the end of the scope.
class CancelCall {
public:
    explicit CancelCall(std::source_location call) { tell(call); }
    ~CancelCall() { tell({}); }
    CancelCall(const CancelCall&) = delete;
    CancelCall& operator=(const CancelCall&) = delete;

private:
    static void tell(std::source_location call) {
        if (observed) [[unlikely]]
            core->tell_cancel_call(call);
    }
};

}  // namespace aio::detail
