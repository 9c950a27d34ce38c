// What a loop tells about itself: events, for whoever draws the picture, and
// reports, for mistakes that would otherwise go unnoticed.
//
//   struct Printer : aio::Observer {
//       void on_event(const aio::TraceEvent& e) override { /* e.when, e.name, ... */ }
//   };
//   Printer printer;
//   aio::run(program(), {.observer = &printer});
//
// Without an observer, an event costs one comparison with a null pointer.
#pragma once

#include <cstdint>
#include <source_location>
#include <string>
#include <string_view>

#include <aio/clock.hpp>

namespace aio {

/// What happened to a task. In a task's life they come in this order:
/// created, then running and waiting in turn, then one of the last three.
enum class EventKind {
    created,           ///< scheduled by create_task, gather, ...; has not run yet
    running,           ///< a step begins: the task runs until its next `waiting` or its end
    waiting,           ///< the step is over: suspended at the co_await in `where`
    cancel_requested,  ///< somebody called cancel(); CancelledError will follow
    finished,          ///< returned
    failed,            ///< an exception left it; its text is in `detail`
    cancelled,         ///< CancelledError left it
};

/// One event. The views are valid during the call of on_event only.
struct TraceEvent {
    EventKind what;
    time_point when;             ///< loop time
    std::uint64_t task;          ///< 1 is main, then 2, 3, ... in order of creation
    std::uint64_t by = 0;        ///< created, cancel_requested: the task that did it; 0 if none
    std::string_view name;       ///< the task's name at this moment
    std::source_location where;  ///< created: the coroutine's definition; waiting: the co_await
    std::string_view detail =
        {};               ///< waiting: for what ("sleep", "task 'B'", "a lock"); failed: the error
    bool hidden = false;  ///< a library's machinery, to be left out of pictures: see extend.hpp
};

/// What happened on a lane, which is no task but, say, a connection: lane.hpp.
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
};

/// Receives a loop's events, in order, on the loop's thread, between or inside
/// steps. What it throws is dropped, and reported the first time. It may look at tasks and name
/// them, but must not schedule, cancel or complete anything.
class Observer {
public:
    virtual ~Observer() = default;
    virtual void on_event(const TraceEvent&) = 0;
    virtual void on_lane(const LaneEvent&) {}
};

/// A mistake that no exception can tell, because nobody is there to catch it.
enum class ReportKind {
    never_retrieved,        ///< a task failed and nobody looked at its exception
    never_awaited,          ///< a coroutine was made and dropped without running
    callback_error,         ///< a callback given to the loop or a future, or an observer, threw
    slow_step,              ///< debug: a step held the loop longer than RunOptions::slow_step
    swallowed_cancel,       ///< debug: a task was cancelled, yet went on to end normally
    destroyed_pending,      ///< the loop ended while the task could still not end
    unhandled_at_shutdown,  ///< a task failed while run() was cancelling what was left
    unclosed,               ///< something that holds connections or files went without close()
    late_to_end,            ///< main has ended, and what it left behind does not end
    standstill,             ///< nothing happens, and no deadlock can be proven: see RunOptions
};

/// Given to RunOptions::on_report, once for each mistake. By default `text`
/// goes to stderr, behind `where`.
struct Report {
    ReportKind kind;
    std::string text;   ///< what happened, and what to do
    std::string where;  ///< "file:line", or empty if unknown
};

}  // namespace aio
