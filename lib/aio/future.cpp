#include <aio/future.hpp>

#include <aio/detail/tracer.hpp>

namespace aio::detail {

// A task's or future's exception is looked at by awaiting it, or by result() or exception(). If the
// last handle goes and nobody has looked, it is reported.
void FutureBase::destroy() {
    if (observed) [[unlikely]]
        core->tracer->forget(this);
    report_if_never_retrieved();
    delete this;
}

void FutureBase::report_if_never_retrieved() const {
    if (state_ != State::failed || retrieved_) return;
    const std::string what = describe();
    const bool is_task = target().kind == Cause::task;
    report(ReportKind::never_retrieved,
           std::string(is_task ? "Task" : "Future") + " exception was never retrieved: " + what +
               " failed with: " + aio::detail::error_text(error_) +
               "; await it, or look at its exception()",
           made_at());
}

bool FutureBase::cancel(const std::string& message) {
    if (done()) return false;
    if (!message.empty()) error_ = std::make_exception_ptr(CancelledError(message));
    complete(State::cancelled);
    return true;
}

// Waiters become ready all at once, in the order in which they came. Callbacks
// keep this future alive until they have run.
void FutureBase::wake_all() {
    add_refs(too_many_callbacks() ? count_callbacks() : callbacks_);
    callbacks_ = 0;
    if (observed) [[unlikely]]
        core->tracer->done(*this, waiters_);
    if (core)
        core->ready.append(waiters_);
    else
        drop_all(waiters_);
}

std::uint32_t FutureBase::count_callbacks() const {
    std::uint32_t n = 0;
    waiters_.find([&](Runnable* item) {
        n += dynamic_cast<Callback*>(item) != nullptr;
        return false;
    });
    return n;
}

void FutureBase::rethrow_failure() {
    retrieved_ = true;
    if (state_ == State::pending)
        throw InvalidStateError(describe() + " has no outcome yet; co_await it first");
    if (!error_) throw CancelledError();
    std::rethrow_exception(error_);
}

std::exception_ptr FutureBase::exception() {
    if (state_ != State::finished && state_ != State::failed) rethrow_failure();
    retrieved_ = true;
    return error_;
}

std::exception_ptr FutureBase::failure() const {
    // One object for all: making one for each outcome of a large gather would be noticeable.
    static const std::exception_ptr plain = std::make_exception_ptr(CancelledError());
    if (state_ == State::cancelled && !error_) return plain;
    return error_;
}

void throw_moved_out(const FutureBase& state) {
    throw RuntimeError("co_await: the result of " + state.describe() +
                       " was moved out before, since it cannot be copied; keep what the first "
                       "co_await or result() gave");
}

void require_usable(FutureBase* state) {
    if (state) return state->come_here(false);
    throw RuntimeError(
        "this handle of a task or future is empty: it was made so, or moved from (co_await "
        "std::move(task) does so, too); use the handle that it was moved to, or copy it before");
}

void FutureBase::require_no_other_loop() {
    come_here(false);
    if (done() || is_here() || !loop_has_ended()) return;
    throw RuntimeError(describe() +
                       " is attached to a different loop, which has ended: nothing will complete "
                       "it; make a new one in each run");
}

void FutureBase::require_pending(const char* who) const {
    if (!done()) {
        if (!core && !waiters_.empty())
            throw RuntimeError(std::string(who) +
                               ": no loop runs on this thread, and somebody is to be told; do it "
                               "inside run, or with that loop's call_soon_threadsafe");
        return;
    }
    throw InvalidStateError(std::string(who) + ": the future is " +
                            (cancelled() ? "cancelled" : "done") +
                            " already; a result can be set once, ask done() first");
}

std::uint64_t FutureBase::add_callback(Callback* callback) {
    static constinit thread_local std::uint64_t last_id = 0;
    callback->owner = this;
    callback->id = ++last_id;
    if (!done()) {
        if (!too_many_callbacks()) callbacks_ = (callbacks_ + 1) & many;
        waiters_.push(callback);
        return callback->id;
    }
    add_ref();
    running_core("add_done_callback").push(callback, Cause::future);
    return callback->id;
}

void FutureBase::remove_callback(std::uint64_t id) {
    if (done() || callbacks_ == 0) return;
    Runnable* found = waiters_.find([&](Runnable* item) {
        auto* callback = dynamic_cast<Callback*>(item);
        return callback && callback->id == id;
    });
    if (!found) return;
    waiters_.remove(found);
    if (!too_many_callbacks()) callbacks_ = (callbacks_ - 1) & many;
    delete static_cast<Callback*>(found);
}

void Callback::run() {
    const IntrusivePtr<FutureBase> keep(owner);
    owner->release();
    try {
        call();
    } catch (...) {
        report(ReportKind::callback_error,
               "exception in a done-callback of " + owner->describe() + ": " +
                   aio::detail::error_text(std::current_exception()) +
                   "; catch it inside the callback",
               owner->made_at());
    }
    delete this;
}

void Callback::drop() noexcept {
    if (owner && owner->done()) owner->release();
    delete this;
}

}  // namespace aio::detail
