#include <aio/event.hpp>

namespace aio {

Coroutine<> Event::wait() {
    if (set_) co_return;
    detail::Waiter turn(waiters_, "an event");
    co_await turn;
}

}  // namespace aio
