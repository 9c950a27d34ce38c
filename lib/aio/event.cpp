#include <aio/event.hpp>

namespace aio {

static constexpr detail::WaitedFor an_event{"an event", "the event"};

Coroutine<> Event::wait(detail::IntrusivePtr<detail::EventState> event) {
    if (event->is_set) co_return;
    if (!event->destroyed()) {
        detail::Waiter turn(event->waiters, an_event);
        if (co_await turn) co_return;
    }
    co_await detail::fail_destroyed("Event::wait", "event");
}

}  // namespace aio
