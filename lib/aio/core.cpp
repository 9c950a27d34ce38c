#include <aio/detail/core.hpp>

#include <string>

#include <aio/detail/tracer.hpp>

namespace aio::detail {

void set_core(Core* loop) {
    core = loop;
    observed = loop && loop->tracer;
}

void Core::push_observed(Runnable& item, Cause why) {
    tracer->ready(item, why);
    ready.push(&item);
}

void Core::arm_observed(Timer& timer, time_point when) {
    timers.arm(timer, when);
    tracer->armed(timer);
}

void Core::disarm_observed(Timer& timer) {
    tracer->disarmed(timer);
    timers.disarm(timer);
}

void Core::tell_cancel_call(std::source_location call) { tracer->cancel_called_at(call); }
void Core::forget(const void* resource) { tracer->forget(resource); }
void Core::tell_resource(const void* resource, const char* name, ResourceEventKind what,
                         std::size_t level, std::size_t most) {
    tracer->resource(resource, {.what = what,
                                .when = now(),
                                .resource = 0,
                                .level = level,
                                .most = most,
                                .name = name ? name : std::string_view()});
}
void Core::tell_not_suspended(const FutureBase& awaited) { tracer->not_suspended(awaited); }

Core& running_core(const char* who) {
    if (!core)
        throw RuntimeError(std::string(who) +
                           ": no event loop is running on this thread; call it "
                           "inside a coroutine that aio::run runs. (A function is a coroutine only "
                           "if it has a co_await, co_return or co_yield in it; another one runs "
                           "at once when it is called, before aio::run begins.)");
    return *core;
}

}  // namespace aio::detail
