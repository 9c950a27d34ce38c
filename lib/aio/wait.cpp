#include <aio/wait.hpp>

namespace aio::detail {

WaitState::WaitState(std::size_t count, WaitOptions options)
    : Watcher(static_cast<RefCounted&>(*this)), left_(count), options_(options) {
    if (count == 0)
        throw std::invalid_argument(
            "aio::wait: there is nothing to wait for; pass at least one task");
    reserve(count);
}

void WaitState::watch_all() {
    tell_made(*this, "a wait", {});
    if (options_.timeout) core->arm(*this, core->now() + to_duration(*options_.timeout));
    for (std::size_t i = 0; i < size(); ++i) watch(i);
}

void WaitState::stop() {
    core->disarm(*this);
    stop_watching();
}

void WaitState::child_ended(std::size_t index) {
    if (done()) return;  // the waiting task has gone on, and the member may be gone
    --left_;
    const bool enough =
        left_ == 0 || options_.return_when == ReturnWhen::first_completed ||
        (options_.return_when == ReturnWhen::first_exception && child(index).failed());
    if (!enough) return;
    core->disarm(*this);
    complete(State::finished);
}

void WaitState::fire() {
    if (!done()) complete(State::finished);
}

std::string WaitState::describe() const {
    return "wait (" + std::to_string(left_) + " of " + std::to_string(size()) + " pending)";
}

void CompletedState::watch_all(std::optional<duration> timeout) {
    Core& loop = running_core("aio::as_completed");
    left_ = size();
    for (std::size_t i = 0; i < size(); ++i) watch(i);
    if (!timeout || left_ == 0) return;
    add_ref();  // the timer's
    loop.arm(*this, loop.now() + to_duration(*timeout));
}

void CompletedState::child_ended(std::size_t index) {
    if (left_ == 0) return;
    ended_.put_nowait(index);
    if (--left_ > 0 || !is_armed()) return;
    core->disarm(*this);
    release();
}

void CompletedState::fire() {
    stop_watching();
    for (; left_ > 0; --left_) ended_.put_nowait(timed_out);
    release();
}

Coroutine<std::size_t> CompletedState::next() {
    const std::size_t index = co_await ended_.get();
    if (index == timed_out)
        throw TimeoutError(
            "aio::as_completed: the time was up before the next one ended; "
            "it runs on: cancel it, or allow more time");
    co_return index;
}

}  // namespace aio::detail
