// Tells an observer what a loop does. Exists only while there is one: everywhere else in aio, the
// test for an observer is one comparison with null.
//
//   if (Tracer* tracer = core->tracer) [[unlikely]] tracer->ready(item, Cause::time);
//
// A tracer knows things by their addresses and numbers them when it first reports them. It learns
// of frames from the frame pool, which meanwhile takes its slow path; of the awaits between them
// from walk(), the trampoline of observed steps.
#pragma once

#include <cstdint>
#include <optional>
#include <source_location>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include <aio/detail/future_base.hpp>

namespace aio::detail {

class Tracer {
public:
    Tracer(Core& core, Observer& observer);
    ~Tracer();
    Tracer(const Tracer&) = delete;
    Tracer& operator=(const Tracer&) = delete;

    // --- Tasks and their frames
    void created(const TaskBase& task, const Frame& root, const std::source_location& call);
    void running(const TaskBase& task, const Frame& innermost);
    /// Runs one step, from core.next on; returns the last frame that ran.
    Frame* walk();
    void waiting(const TaskBase& task);
    void not_suspended(const FutureBase& target);
    void ended(const TaskBase& task, EventKind how, std::string_view error);
    void cancel_requested(const TaskBase& task);
    void renamed(const TaskBase& task);
    /// Where cancel() was called: for the next cancel_requested.
    void cancel_called_at(const std::source_location& where) { cancel_call_ = where; }
    void frame_allocated(void* block);
    void frame_freed(const void* block);
    /// Reports the frames made since the last event.
    void tell_frames_made();

    // --- What is ready, and why
    void ready(Runnable& item, Cause why, std::uint64_t id = 0);
    void done(const FutureBase& future, const RunnableList& waiters);
    void future_made(const FutureBase& future, std::string_view what,
                     const std::vector<Target>& parts, const std::source_location& call);
    void forget(const void* future_or_resource) { numbers_.erase(future_or_resource); }

    // --- The loop
    void turn_begins(time_point when);
    void idle(std::optional<time_point> until);
    /// The running step holds up the loop until then, in simulated time.
    void blocks(time_point until);
    void callback_runs(const Runnable& item);
    void armed(const Timer& timer);
    void disarmed(const Timer& timer);
    void fires(const Timer& timer);
    /// Between turns: what happens now comes from outside.
    void outside() { step_ = Step::outside; }
    /// Whether what is being queued was given to call_soon_threadsafe.
    void other_threads_call(bool now) { threads_call_ = now; }
    void tell(LoopEventKind what);

    // --- Beside tasks
    void note(std::string_view text, const std::source_location& where);
    [[nodiscard]] std::uint64_t next_lane() { return ++lanes_made_; }
    void lane(LaneEvent event);
    void resource(const void* key, ResourceEvent event);

private:
    enum class Step { outside, task, callback, threads_callback, timer };

    template <class Event>
    void send(void (Observer::*how)(const Event&), const Event& event);
    TraceEvent event_of(const TaskBase& task, EventKind what);
    void tell_frame(FrameEventKind what, std::uint64_t frame, std::uint64_t caller = 0,
                    const std::source_location& where = {});
    void tell_done(const FutureBase& future, std::uint64_t number);
    void tell_timer(LoopEventKind what, const Timer& timer);
    void passed_on(const Frame& from, const Frame& to);
    [[nodiscard]] std::uint64_t by() const;
    [[nodiscard]] Cause cause_of_completion(Cause otherwise) const;
    std::uint64_t number_of(const Frame& frame);
    std::uint64_t number_of(const Target& target);

    Core& core_;
    Observer& observer_;
    Step step_ = Step::outside;
    const Frame* running_ = nullptr;
    std::string name_;       // of the task that an event is about
    bool creating_ = false;  // the observer is being told of a task's creation
    bool threads_call_ = false;
    bool closing_ = false;
    std::source_location cancel_call_;
    std::optional<LoopEvent> later_;  // the running task is ready; reported when it waits
    bool idle_ = false;
    std::optional<time_point> idle_until_;

    std::vector<void*> unborn_;                               // blocks for frames not reported yet
    std::unordered_map<const void*, std::uint64_t> frames_;   // by their blocks
    std::unordered_map<const void*, std::uint64_t> numbers_;  // of futures and resources
    struct Queued {
        std::uint64_t number;
        bool by_thread;
    };
    std::unordered_map<const Runnable*, Queued> callbacks_;   // that are ready
    std::unordered_map<const Timer*, std::uint64_t> timers_;  // that are armed
    std::uint64_t frames_made_ = 0, futures_made_ = 0, resources_made_ = 0, callbacks_made_ = 0,
                  timers_made_ = 0, turns_ = 0, lanes_made_ = 0;
};

}  // namespace aio::detail
