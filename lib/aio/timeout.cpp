#include <aio/timeout.hpp>

namespace aio {
namespace detail {

// For a deadline that is already past: it fires in its place in the next turn, before the step of
// the task that set it. It may still be queued when the block has ended, so it is an object of its
// own.
struct TimeoutScope::Soon final : Runnable, Pooled {
    TimeoutScope* scope;
    explicit Soon(TimeoutScope* s) : scope(s) {}
    void run() override {
        if (scope) {
            scope->soon_ = nullptr;
            scope->fire();
        }
        delete this;
    }
    void drop() noexcept override { delete this; }
    [[nodiscard]] const char* name_of_kind() const override { return "a timeout"; }
};

TimeoutScope::TimeoutScope(std::optional<time_point> when)
    : task_(*core->current), cancelling_before_(task_.cancelling()) {
    reschedule(when);
}

// The clock is read once: nine of ten limits are those of wait_for.
TimeoutScope::TimeoutScope(const Limit& limit)
    : task_(*core->current), cancelling_before_(task_.cancelling()) {
    if (limit.after) {
        const time_point when = core->now() + *limit.after;
        face_.when_ = when;
        core->arm_put_off(*this, when);
    } else {
        reschedule(limit.at);
    }
}

void TimeoutScope::reschedule(std::optional<time_point> when) {
    if (face_.state_ != Timeout::State::entered)
        throw RuntimeError(
            "Timeout::reschedule: the timeout has fired or its block has ended; "
            "ask expired() first");
    disarm();
    face_.when_ = when;
    if (!when) return;
    if (*when > core->now()) return core->arm_put_off(*this, *when);
    soon_ = new Soon(this);
    core->push(soon_, Cause::time);
}

void TimeoutScope::fire() {
    face_.state_ = Timeout::State::expiring;
    task_.cancel({});
}

void TimeoutScope::disarm() {
    core->disarm(*this);
    if (soon_) std::exchange(soon_, nullptr)->scope = nullptr;
}

// It has fired, or its deadline was past, or it had none.
bool TimeoutScope::leave_unarmed() {
    disarm();
    switch (face_.state_) {
        case Timeout::State::entered:
            face_.state_ = Timeout::State::exited;
            return false;
        case Timeout::State::expiring:
            break;
        default:
            return false;
    }
    face_.state_ = Timeout::State::expired;
    return task_.uncancel() <= cancelling_before_;
}

void throw_timeout(const char* who) {
    throw TimeoutError(std::string(who) +
                       ": the time was up before it ended; allow more time, or "
                       "find out what it waits for with format_waiting()");
}

// The callback owns the future that it completes: it may run after this frame
// is gone.
Coroutine<> cancel_and_wait(IntrusivePtr<FutureBase> future) {
    Future<> ended;
    const auto id = future->add_callback(make_callback<Future<>>(*ended.state(), [ended]() mutable {
        if (!ended.done()) ended.set_result();
    }));
    future->cancel({});
    try {
        co_await ended;
    } catch (...) {
        future->remove_callback(id);
        throw;
    }
}

}  // namespace detail

std::optional<time_point> Timeout::when() const {
    scope_.require_here();
    return when_;
}

bool Timeout::expired() const {
    scope_.require_here();
    return state_ == State::expiring || state_ == State::expired;
}

void Timeout::reschedule(std::optional<time_point> when) {
    scope_.require_here();
    scope_.reschedule(when);
}

}  // namespace aio
