#include <aio/detail/primitive.hpp>

#include <string>

#include <aio/sleep.hpp>

namespace aio::detail {

void destroyed_elsewhere(const IntrusivePtr<PrimitiveState>& state) noexcept {
    std::function<void()> f = [state] { state->destroyed_now(); };
    if (!call_at_home(*state, f)) state->destroyed_now();  // nobody waits in it
}

Coroutine<> fail_destroyed(const char* where, const char* primitive) {
    co_await sleep(duration::zero());
    throw RuntimeError(
        std::string(where) + ": the " + primitive +
        " was destroyed while this task waited in it; it must outlive the tasks that "
        "use it: end them first, or start them in a task_group");
}

}  // namespace aio::detail
