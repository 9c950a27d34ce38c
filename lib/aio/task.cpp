#include <aio/task.hpp>

#include <utility>

#include <aio/detail/tracer.hpp>

namespace aio {
namespace detail {

TaskBase::TaskBase(Core& loop, Frame& root, std::string&& name, bool hidden,
                   std::source_location call)
    : FutureBase(2),
      number_(++loop.tasks_made),
      hidden_(hidden),
      innermost_(&root),
      where_(root.where) {
    if (!name.empty()) rare().name = std::move(name);
    root.called_from = nullptr;
    loop.tasks.push(this);
    if (loop.tracer) [[unlikely]]
        loop.tracer->created(*this, root, call);
    loop.ready.push(this);
}

TaskBase::~TaskBase() = default;

void TaskBase::destroy() {
    report_if_never_retrieved();
    delete this;
}

TaskBase::Rare& TaskBase::rare() {
    if (!rare_) rare_ = std::make_unique<Rare>();
    return *rare_;
}

std::string TaskBase::name() const {
    if (rare_ && !rare_->name.empty()) return rare_->name;
    return number_ == 1 ? "main" : "Task-" + std::to_string(number_);
}

void TaskBase::set_name(std::string name) {
    rare().name = std::move(name);
    if (observed) core->tracer->renamed(*this);
}

// One step. The chain of awaits is walked here, not by nested calls: a frame
// that awaits a coroutine, or ends, names the frame to go on with and returns.
// So the stack does not grow with the length of a chain, on any compiler.
// (Symmetric transfer would do the same where it is a tail call; g++ makes it
// one only from -O2 on, and not under sanitizers: GCC bug 100897.)
void TaskBase::run() {
    Core& loop = *core;
    FutureBase* const awaited = std::exchange(waiting_on_, nullptr);
    if (must_cancel_) [[unlikely]]
        begin_with_cancel(awaited);
    if (ends_if_cancelled_) {  // before its first step, or in a sleep that is all it does
        ends_if_cancelled_ = false;
        if (interrupted_) [[unlikely]] {
            interrupted_ = false;
            return end_cancelled(*innermost_);
        }
    }
    if (loop.tracer) [[unlikely]]
        return run_observed();

    loop.current = this;
    loop.next = std::exchange(innermost_, nullptr);
    Frame* last = nullptr;
    while (Frame* frame = std::exchange(loop.next, nullptr)) {
        last = frame;
        frame->handle.resume();
    }
    loop.current = nullptr;
    // If nothing waits and nothing goes on, the task's own frame has ended.
    if (!innermost_) finish(*last);
}

// The same, with an observer.
void TaskBase::run_observed() {
    Core& loop = *core;
    loop.tracer->running(*this, *innermost_);
    loop.current = this;
    loop.next = std::exchange(innermost_, nullptr);
    Frame* last = loop.tracer->walk();
    loop.current = nullptr;
    if (innermost_)
        loop.tracer->waiting(*this);
    else
        finish(*last);
}

// A request that could not be passed on replaces the outcome of what was awaited, be it a value or
// an error; unless that is itself a CancelledError: it came first, and keeps its message.
void TaskBase::begin_with_cancel(FutureBase* awaited) {
    must_cancel_ = false;
    if (awaited && awaited->gives_cancelled_error()) return;
    if (awaited) awaited->mark_retrieved();
    if (rare_) rare_->raise = nullptr;
    interrupted_ = true;
}

void TaskBase::finish(Frame& root) {
    if (!root.error) [[likely]] {
        take_result(root);
        if (must_cancel_ && !put_off_)  // it asked to be cancelled, then never awaited again
            return end_cancelled(root);
        if (core->debug && cancel_requests_ > 0 && !must_cancel_)
            core->report(ReportKind::swallowed_cancel,
                         describe() +
                             " was cancelled but went on to end normally; rethrow "
                             "CancelledError after cleaning up (does a catch (...) swallow it?)",
                         made_at());
        return end(State::finished, EventKind::finished, root);
    }
    if (const CancelledError* cancel = as_cancelled(root.error)) {
        // One without a message is like any other: making a new one is cheaper than rethrowing this
        // one, which costs a microsecond.
        if (!cancel->message().empty()) error_ = std::move(root.error);
        return end(State::cancelled, EventKind::cancelled, root);
    }
    error_ = std::move(root.error);
    end(State::failed, EventKind::failed, root);
}

// Cancelled without CancelledError having left it: before its first step, in an
// only_sleep, or by itself. Those who wait get the message that the request carried.
void TaskBase::end_cancelled(Frame& root) {
    if (rare_ && !rare_->cancel_message.empty())
        error_ = std::make_exception_ptr(CancelledError(std::move(rare_->cancel_message)));
    end(State::cancelled, EventKind::cancelled, root);
}

// The frame is destroyed, and the arguments with it, before those who wait are told.
void TaskBase::end(State state, EventKind what, Frame& root) {
    Core& loop = *core;
    innermost_ = nullptr;
    root.handle.destroy();
    if (rare_) rare_->kept.reset();
    loop.tasks.remove(this);
    if (loop.tracer) [[unlikely]]
        loop.tracer->ended(*this, what, state == State::failed ? error_text(error_) : "");
    complete(state);
    release();
}

void TaskBase::sleep(Frame& frame, duration delay) {
    if (delay <= duration::zero()) return yield(frame);
    innermost_ = &frame;
    core->arm(*this, core->now() + delay);
    if (must_cancel_) [[unlikely]]
        forward_pending_cancel();
}

// (An observer is to see the last step, too.)
void TaskBase::only_sleep(Frame& frame, duration delay) {
    sleep(frame, delay);
    ends_if_cancelled_ = !observed;
}

void TaskBase::yield(Frame& frame, std::exception_ptr error) {
    innermost_ = &frame;
    if (error) {
        rare().raise = std::move(error);
        interrupted_ = true;
    }
    core->push(this, Cause::turn);
}

// The turn in which the deadline passes queues the task; it runs in the next.
void TaskBase::fire() { core->push(this, Cause::time); }

// Cancellation goes to what the task waits for: a future ends cancelled, a task is cancelled in its
// turn, a gather passes it to its children. If there is nothing to forward it to, it is raised at
// the next step.
//
// A chain of tasks that wait for each other is walked here, not by recursion.
bool TaskBase::cancel(const std::string& message) {
    retrieved_ = true;
    if (done()) return false;

    TaskBase* last = this;
    while (!last->note_cancel_request()) {
        TaskBase* inner = last->awaited_task();
        if (!inner) break;
        last = inner;
    }
    last->deliver_cancel(message);
    for (TaskBase* t = this; t && t->visited_; t = dynamic_cast<TaskBase*>(t->waiting_on_))
        t->visited_ = false;
    return true;
}

// Counts a request. True if one is already on its way through this task.
bool TaskBase::note_cancel_request() {
    retrieved_ = true;
    ++cancel_requests_;
    if (observed) core->tracer->cancel_requested(*this);
    in_circle_ = std::exchange(visited_, true);
    return in_circle_;
}

TaskBase* TaskBase::awaited_task() const {
    return waiting_on_ && !waiting_on_->done() ? dynamic_cast<TaskBase*>(waiting_on_) : nullptr;
}

void TaskBase::deliver_cancel(const std::string& message) {
    if (std::exchange(in_circle_, false)) {
        break_cycle();
    } else if (is_armed()) {
        interrupt();
    } else if (waiting_on_ && waiting_on_->cancel(message)) {
        return;  // the error comes from there
    } else {
        must_cancel_ = true;
        put_off_ = false;
        // The error of an earlier request is already on its way, with its own message.
        if (interrupted_ && !(rare_ && rare_->raise)) return;
    }
    set_cancel_message(message);
}

// Of several requests that wait to be raised, the last one's message counts, even if it is empty.
void TaskBase::set_cancel_message(const std::string& message) {
    if (rare_ || !message.empty()) rare().cancel_message = message;
}

// Wakes the task from a wait that it will not finish.
void TaskBase::interrupt() {
    core->disarm(*this);
    interrupted_ = true;
    core->push(this, Cause::cancel);
}

// Tasks that wait for each other in a circle: the request would go round without end. The first one
// is taken out of its wait. (CPython overflows its stack.)
void TaskBase::break_cycle() {
    if (waiting_on_ && waiting_on_->remove_waiter(this)) {
        waiting_on_ = nullptr;
        interrupt();
    }
}

// A task that cancelled itself has just begun to wait.
void TaskBase::forward_pending_cancel() {
    if (waiting_on_) {
        if (waiting_on_->cancel(rare_ ? rare_->cancel_message : std::string()))
            must_cancel_ = false;
    } else if (is_armed()) {
        must_cancel_ = false;
        interrupt();
    }
}

int TaskBase::uncancel() {
    if (cancel_requests_ > 0 && --cancel_requests_ == 0) must_cancel_ = false;
    return cancel_requests_;
}

// Only for a task that has rare_: throw_if_interrupted() does the usual case.
void TaskBase::throw_interruption() {
    interrupted_ = false;
    if (auto error = std::exchange(rare_->raise, nullptr)) std::rethrow_exception(error);
    throw CancelledError(std::exchange(rare_->cancel_message, {}));
}

void TaskBase::put_off_interruption(bool asked, const std::string& message) {
    if (asked) set_cancel_message(message);
    if (std::exchange(interrupted_, false)) asked = true;
    if (!asked || cancel_requests_ == 0) return;
    must_cancel_ = put_off_ = true;
}

void TaskBase::destroy_frames() noexcept {
    if (waiting_on_) waiting_on_->remove_waiter(this);
    core->ready.remove(this);
    core->disarm(*this);
    Frame* root = innermost_;
    while (root->caller) root = root->caller;
    end(State::cancelled, EventKind::cancelled, *root);
}

}  // namespace detail

Task<> current_task() {
    detail::Core& loop = detail::running_core("aio::current_task");
    if (!loop.current)
        throw RuntimeError(
            "aio::current_task: no task is running here (a callback is not a task); "
            "ask inside a coroutine");
    return Task<>(detail::IntrusivePtr<detail::TaskBase>(loop.current));
}

std::vector<Task<>> all_tasks() {
    std::vector<Task<>> tasks;
    const auto& all = detail::running_core("aio::all_tasks").tasks;
    for (auto* t = all.first(); t; t = all.after(t))
        tasks.emplace_back(detail::IntrusivePtr<detail::TaskBase>(t));
    return tasks;
}

}  // namespace aio
