#include <aio/detail/core.hpp>

#include <aio/detail/task_base.hpp>

namespace aio::detail {

void Core::tell(EventKind what, const TaskBase& task, std::source_location where,
                std::string_view detail) {
    const std::string name = task.name();
    const bool by_somebody = what == EventKind::created || what == EventKind::cancel_requested;
    observer->on_event({.what = what,
                        .when = now(),
                        .task = task.number(),
                        .by = by_somebody && current ? current->number() : 0,
                        .name = name,
                        .where = where,
                        .detail = detail,
                        .hidden = task.is_hidden()});
}

Core& running_core(const char* who) {
    if (!core)
        throw RuntimeError(std::string(who) +
                           ": no event loop is running on this thread; call it "
                           "inside a coroutine that aio::run runs");
    return *core;
}

}  // namespace aio::detail
