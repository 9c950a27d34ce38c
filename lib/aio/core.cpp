#include <aio/detail/core.hpp>

#include <utility>

#include <aio/detail/task_base.hpp>

namespace aio::detail {

void Core::tell(EventKind what, const TaskBase& task, std::source_location where,
                std::string_view detail) noexcept {
    const bool by_somebody = what == EventKind::created || what == EventKind::cancel_requested;
    try {
        const std::string name = task.name();
        observer->on_event({.what = what,
                            .when = now(),
                            .task = task.number(),
                            .by = by_somebody && current ? current->number() : 0,
                            .name = name,
                            .where = where,
                            .detail = detail,
                            .hidden = task.is_hidden()});
    } catch (...) {
        report_observer();
    }
}

void Core::tell(const LaneEvent& event) noexcept {
    try {
        observer->on_lane(event);
    } catch (...) {
        report_observer();
    }
}

// An event comes from the midst of a step or of a task's end, where nobody could catch it.
void Core::report_observer() noexcept {
    if (std::exchange(observer_threw_, true)) return;
    report(ReportKind::callback_error,
           "exception in an Observer: " + error_text(std::current_exception()) +
               "; it is dropped, as all that follow: catch it inside on_event",
           "");
}

Core& running_core(const char* who) {
    if (!core)
        throw RuntimeError(std::string(who) +
                           ": no event loop is running on this thread; call it "
                           "inside a coroutine that aio::run runs");
    return *core;
}

}  // namespace aio::detail
