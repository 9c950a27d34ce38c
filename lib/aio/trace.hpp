// What a loop tells about itself: events, for whoever records or draws a run, and
// reports, for mistakes that would otherwise go unnoticed.
//
//   struct Printer : aio::Observer {                    // the one that is told
//       void on_event(const aio::TraceEvent& e) override {
//           if (e.what == aio::EventKind::waiting) say(e.when, e.name, e.detail);
//       }
//   };
//   aio::Coroutine<> program() {                        // the one that is told of
//       co_await aio::sleep(3s);                        // t = 0: main, sleep
//   }
//   Printer printer;
//   aio::run(program(), {.observer = &printer});
//
// Without an observer, an event costs one comparison with a null pointer.
//
// The trap: the texts in an event are views, good until the call returns. Copy what you keep.
#pragma once

#include <cstdint>
#include <optional>
#include <source_location>
#include <span>
#include <string>
#include <string_view>

#include <aio/clock.hpp>

namespace aio {

/// What a task waits for, or why something is ready to run. So a picture can draw an arrow
/// from the cause, whose number is `cause_id`, to what it woke.
enum class Cause : std::uint8_t {
    none,
    turn,      ///< it gave the others a turn: sleep(0s)
    time,      ///< a deadline
    task,      ///< a task's end
    future,    ///< a future's completion; a gather is a future
    resource,  ///< a lock, an event, a queue: that somebody releases, sets, puts
    cancel,    ///< a request to cancel
    io,        ///< an operation outside of the loop has ended
    thread,    ///< another thread has called
    call,      ///< call_soon
};

/// What happened to a task. In a task's life they come in this order: created, then running
/// and waiting in turn, then one of the last three. cancel_requested may come at any point
/// before the last. One that is cancelled before its first step never runs:
///
///   created  running waiting  running waiting  ...  running finished
///   created  cancel_requested  cancelled
enum class EventKind {
    created,           ///< scheduled by create_task, gather, ...; has not run yet
    running,           ///< a step begins: the task runs until its next `waiting` or its end
    waiting,           ///< the step is over: suspended at the co_await in `where`
    cancel_requested,  ///< somebody called cancel(); CancelledError usually follows
    finished,          ///< returned
    failed,            ///< an exception left it; its text is in `detail`
    cancelled,         ///< CancelledError left it
};

/// One event of a task's life. Views are valid during the call of on_event only.
struct TraceEvent {
    EventKind what;
    time_point when;        ///< loop time
    std::uint64_t task;     ///< 1 is main, then 2, 3, ... in order of creation
    std::uint64_t by = 0;   ///< created, cancel_requested: the task that did it; 0 if none
    std::string_view name;  ///< the task's name at this moment
    std::source_location
        where;  ///< created: the coroutine's definition; running, waiting: the
                ///< co_await, as the program's author sees it: outside of libraries
    std::string_view detail =
        {};               ///< waiting: for what ("sleep", "task 'B'", "a lock"); failed: the error
    bool hidden = false;  ///< a library's machinery, to be left out of pictures: see extend.hpp

    std::uint64_t frame = 0;       ///< created: its own frame; running, waiting: the innermost
    std::source_location at = {};  ///< created, cancel_requested: the call, if it is known;
                                   ///< running, waiting: the innermost co_await
    Cause cause = Cause::none;     ///< waiting: for what; cancel_requested: io or thread if
                                   ///< it came from there (io: Ctrl-C, too), else none
    std::uint64_t cause_id = 0;    ///< ... the task's, future's or resource's number
    std::optional<time_point> until = {};  ///< ... the deadline of a sleep
};

/// What happened to a coroutine's frame. Frames are counted from 1, as they are made. For
/// pictures of what awaits what inside one task; a task's first frame is its TraceEvent::frame.
enum class FrameEventKind {
    made,      ///< the coroutine was called; `where` is its definition
    entered,   ///< `caller` awaits it, at the co_await in `where`: its body begins
    returned,  ///< to its caller. A task's own frame returns with the task's end
    threw,     ///< ... by an exception
    destroyed,
};

/// One event of a frame.
struct FrameEvent {
    FrameEventKind what;
    time_point when;
    std::uint64_t frame;
    std::uint64_t caller = 0;
    std::source_location where = {};
};

/// What the loop itself did. Turns, callbacks, timers and futures are counted from 1.
/// What runs in a step, of a task, a callback or a timer, is told between its
/// beginning and that of the next one.
enum class LoopEventKind {
    turn,            ///< `number`; runs what is ready now, then the timers that are due
    idle,            ///< nothing is ready: waits until `until`, or for the world outside
    ready,           ///< `task` or callback `number` runs in the next turn, because of `cause`
    callback_runs,   ///< `number`
    timer_armed,     ///< `number`, for `task`, due at `until`; sleeps are not told: see waiting
    timer_disarmed,  ///< `number`
    timer_fires,     ///< `number`
    future_made,     ///< `number`: a gather, a shield, a wait; of `parts`, called at `at`
    future_done,     ///< `number`; cause: cancel if cancelled, none if it failed, else future
    awaited,         ///< `task` awaited, at `where`, what was done: it did not suspend
    renamed,         ///< `task` is now called `text`
    closing,         ///< main has ended, or never will: what is left is cancelled
    deadlock,        ///< nothing can ever run again
    run_ends,
};

/// One event of the loop. Views are valid during the call of on_loop only.
struct LoopEvent {
    LoopEventKind what;
    time_point when;
    std::uint64_t number = 0;
    std::uint64_t task = 0;
    std::uint64_t by = 0;  ///< the task whose step it happened in; 0 if none
    Cause cause = Cause::none;
    std::uint64_t cause_id = 0;
    std::uint64_t frame = 0;          ///< awaited: the innermost
    std::source_location where = {};  ///< ... as the program's author sees it
    std::source_location at = {};     ///< ... innermost
    std::optional<time_point> until = {};
    std::string_view text = {};                ///< whose, or what for: "a timeout"
    std::span<const std::int64_t> parts = {};  ///< tasks; futures by negative numbers
    bool hidden = false;                       ///< ready: a callback of aio's own
};

/// What a program said: extend.hpp, note().
struct NoteEvent {
    time_point when;
    std::uint64_t task;  ///< that said it; 0 if none
    std::string_view text;
    std::source_location where;
};

/// What happened on a lane, which is not a task but, say, a connection: lane.hpp.
/// Opening comes first; then busy and idle in turn; then one of the last two.
enum class LaneEventKind {
    opening,
    busy,  ///< with what is in `detail`
    idle,
    closed,  ///< in order
    broken,  ///< while it was busy, or before it was open
};

/// One event of a lane. The views are valid during the call of on_lane only.
struct LaneEvent {
    LaneEventKind what;
    time_point when;     ///< loop time
    std::uint64_t lane;  ///< 1, 2, 3, ... in order of opening
    std::string_view name;
    std::string_view detail = {};
    std::uint64_t task = 0;  ///< in whose step it happened; 0 if none
};

/// What happened to what tasks share. A lock has one holder; a semaphore has so many
/// places; a queue holds items.
enum class ResourceEventKind {
    lock_taken,
    lock_released,
    place_taken,
    place_given_back,
    item_put,
    item_got,  ///< or all of them were dropped, by shutdown
};

/// Views are valid during the call of on_resource only.
struct ResourceEvent {
    ResourceEventKind what;
    time_point when;
    /// As in TraceEvent::cause_id of a task that waits for it; for a queue, of one that
    /// waits for an item. Counted from 1, in order of first mention.
    std::uint64_t resource;
    std::uint64_t by = 0;             ///< the task in whose step it happened; 0 if none
    std::uint64_t level = 0;          ///< places taken, or items in the queue, after it
    std::uint64_t most = 0;           ///< places, or room, in all; 0: no bound, or a lock
    std::string_view name = {};       ///< what its maker calls it, if anything
    std::source_location where = {};  ///< taken: the co_await, outside of libraries
};

/// Receives a loop's events, in order, on the loop's thread, between or inside
/// steps. It must not throw: what it throws is dropped. It may look at tasks and name
/// them, but must not schedule, cancel or complete anything.
class Observer {
public:
    virtual ~Observer() = default;
    virtual void on_event(const TraceEvent&) = 0;
    virtual void on_frame(const FrameEvent&) {}
    virtual void on_loop(const LoopEvent&) {}
    virtual void on_note(const NoteEvent&) {}
    virtual void on_lane(const LaneEvent&) {}
    virtual void on_resource(const ResourceEvent&) {}
};

/// A mistake that no exception can tell, because nobody is there to catch it.
enum class ReportKind {
    never_retrieved,        ///< a task failed and nobody looked at its exception
    never_awaited,          ///< a coroutine was made and dropped without running
    callback_error,         ///< a callback (of the loop, a future, an http handler) threw
    slow_step,              ///< debug: a step held the loop longer than RunOptions::slow_step
    swallowed_cancel,       ///< debug: a task was cancelled, yet went on to end normally
    destroyed_pending,      ///< the loop ended while the task could still not end
    unhandled_at_shutdown,  ///< a task failed while run() was cancelling what was left
    unclosed,               ///< something that holds connections or files went without close()
    late_to_end,            ///< main has ended, and what it left behind does not end
    dangling_reference,     ///< debug: a coroutine was given a reference to what has gone
    standstill,             ///< nothing happens, and no deadlock can be proven: see RunOptions
};

/// Given to RunOptions::on_report, once for each mistake. By default `text`
/// goes to stderr, behind `where`. A test may collect them, and check that there are none:
///
///   std::vector<aio::Report> reports;
///   aio::run(program(), {.on_report = [&](const aio::Report& r) { reports.push_back(r); }});
struct Report {
    ReportKind kind;
    std::string text;   ///< what happened, and what to do
    std::string where;  ///< "file:line", or empty if unknown
};

}  // namespace aio
