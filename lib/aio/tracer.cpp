#include <aio/detail/tracer.hpp>

#include <cstring>
#include <utility>

#include <aio/coroutine.hpp>
#include <aio/detail/task_base.hpp>

namespace aio::detail {
namespace {

// The promise comes after the two pointers at the start of a coroutine's frame, whatever its type
// (results are aligned to 16 bytes at most, see Promise). In a frame that is still being made it is
// zero: see allocate_frame_slowly.
const Frame& frame_in(void* block) {
    return std::coroutine_handle<PromiseBase>::from_address(block).promise();
}

}  // namespace

void* allocate_frame_slowly(std::size_t bytes) {
    void* block = allocate(bytes);
    if (!observed) return block;  // it is a large one
    std::memset(block, 0, bytes);
    core->tracer->frame_allocated(block);
    return block;
}

void deallocate_frame_slowly(void* block, std::size_t bytes) noexcept {
    if (observed) core->tracer->frame_freed(block);
    if (core && core->debug) forget_references(block, bytes);
    deallocate(block, bytes);
}

Tracer::Tracer(Core& loop, Observer& observer) : core_(loop), observer_(observer) {
    largest_unwatched_frame = 0;
}

Tracer::~Tracer() { largest_unwatched_frame = core_.debug ? 0 : largest_recycled; }

// An observer has no way to report its own failures to the program.
template <class Event>
void Tracer::send(void (Observer::*how)(const Event&), const Event& event) {
    tell_frames_made();
    try {
        (observer_.*how)(event);
    } catch (...) {
    }
}

std::uint64_t Tracer::by() const { return core_.current ? core_.current->number() : 0; }

// --- Tasks ------------------------------------------------------------------

TraceEvent Tracer::event_of(const TaskBase& task, EventKind what) {
    name_ = task.name();
    const bool by_somebody = what == EventKind::created || what == EventKind::cancel_requested;
    return {.what = what,
            .when = core_.now(),
            .task = task.number(),
            .by = by_somebody ? by() : 0,
            .name = name_,
            .where = task.where(),
            .hidden = task.is_hidden()};
}

void Tracer::created(const TaskBase& task, const Frame& root, const std::source_location& call) {
    TraceEvent event = event_of(task, EventKind::created);
    event.frame = number_of(root);
    event.at = call;
    creating_ = true;
    send(&Observer::on_event, event);
    creating_ = false;
}

void Tracer::running(const TaskBase& task, const Frame& innermost) {
    step_ = Step::task;
    TraceEvent event = event_of(task, EventKind::running);
    event.where = waiting_place(innermost);
    event.at = innermost.where;
    event.frame = number_of(innermost);
    send(&Observer::on_event, event);
}

Frame* Tracer::walk() {
    Frame* last = nullptr;
    while (Frame* frame = std::exchange(core_.next, nullptr)) {
        running_ = last = frame;
        frame->handle.resume();
        if (core_.next) passed_on(*frame, *core_.next);
    }
    running_ = nullptr;
    return last;
}

// A frame that goes on in another one has either awaited it, or returned to it.
void Tracer::passed_on(const Frame& from, const Frame& to) {
    if (to.caller == &from)
        tell_frame(FrameEventKind::entered, number_of(to), number_of(from), from.where);
    else
        tell_frame(from.error ? FrameEventKind::threw : FrameEventKind::returned, number_of(from));
}

void Tracer::waiting(const TaskBase& task) {
    TraceEvent event = event_of(task, EventKind::waiting);
    const Frame& innermost = *task.innermost();
    event.where = waiting_place(innermost);
    event.at = innermost.where;
    event.frame = number_of(innermost);
    std::string what;
    if (const FutureBase* future = task.waits_for()) {
        what = future->describe();
        const Target target = future->target();
        event.cause = target.kind;
        event.cause_id = number_of(target);
    } else if (task.is_armed()) {
        what = "sleep";
        event.cause = Cause::time;
        event.until = task.when;
    } else {
        what = "its next turn";
        event.cause = Cause::turn;
    }
    event.detail = what;
    send(&Observer::on_event, event);
    if (const auto later = std::exchange(later_, std::nullopt)) send(&Observer::on_loop, *later);
}

void Tracer::not_suspended(const FutureBase& future) {
    if (!running_) return;
    const Target target = future.target();
    const std::string what = future.describe();
    send(&Observer::on_loop, {.what = LoopEventKind::awaited,
                              .when = core_.now(),
                              .task = by(),
                              .cause = target.kind,
                              .cause_id = number_of(target),
                              .frame = number_of(*running_),
                              .where = waiting_place(*running_),
                              .at = running_->where,
                              .text = what});
}

void Tracer::ended(const TaskBase& task, EventKind how, std::string_view error) {
    TraceEvent event = event_of(task, how);
    event.detail = error;
    send(&Observer::on_event, event);
}

void Tracer::cancel_requested(const TaskBase& task) {
    TraceEvent event = event_of(task, EventKind::cancel_requested);
    event.at = std::exchange(cancel_call_, {});
    // Ctrl-C comes from outside, too; what the ending run cancels does not.
    if (!closing_) event.cause = cause_of_completion(Cause::none);
    send(&Observer::on_event, event);
}

// The observer may name a task when it is told that it was created.
void Tracer::renamed(const TaskBase& task) {
    if (creating_) return;
    const std::string name = task.name();
    send(
        &Observer::on_loop,
        {.what = LoopEventKind::renamed, .when = core_.now(), .task = task.number(), .text = name});
}

// --- Frames -----------------------------------------------------------------

void Tracer::tell_frame(FrameEventKind what, std::uint64_t frame, std::uint64_t caller,
                        const std::source_location& where) {
    send(&Observer::on_frame,
         {.what = what, .when = core_.now(), .frame = frame, .caller = caller, .where = where});
}

void Tracer::frame_allocated(void* block) {
    frames_.erase(block);
    unborn_.push_back(block);
}

void Tracer::frame_freed(const void* block) {
    if (std::erase(unborn_, block) > 0) return;  // copying its arguments threw
    const auto found = frames_.find(block);
    if (found == frames_.end()) return;
    const std::uint64_t frame = found->second;
    frames_.erase(found);
    tell_frame(FrameEventKind::destroyed, frame);
}

void Tracer::tell_frames_made() {
    if (unborn_.empty()) return;
    const std::vector<void*> blocks = std::exchange(unborn_, {});
    for (void* block : blocks) {
        if (frame_in(block).handle)
            number_of(frame_in(block));
        else
            unborn_.push_back(block);
    }
}

// Including a frame made before the run, when it is first mentioned.
std::uint64_t Tracer::number_of(const Frame& frame) {
    tell_frames_made();
    const auto [entry, is_new] = frames_.try_emplace(frame.handle.address(), frames_made_ + 1);
    const std::uint64_t number = entry->second;
    if (!is_new) return number;
    ++frames_made_;
    tell_frame(FrameEventKind::made, number, 0, frame.where);
    return number;
}

// --- What is ready, and why -------------------------------------------------

std::uint64_t Tracer::number_of(const Target& target) {
    if (target.kind == Cause::task) return target.number;
    const auto [entry, is_new] = numbers_.try_emplace(target.key, 0);
    if (is_new) entry->second = ++(target.kind == Cause::future ? futures_made_ : resources_made_);
    return entry->second;
}

// Between steps the loop runs Asio's completions; a thread's callback brings what the thread has
// done.
Cause Tracer::cause_of_completion(Cause otherwise) const {
    if (step_ == Step::outside) return Cause::io;
    return step_ == Step::threads_callback ? Cause::thread : otherwise;
}

void Tracer::ready(Runnable& item, Cause why, std::uint64_t id) {
    LoopEvent event{.what = LoopEventKind::ready,
                    .when = core_.now(),
                    .by = by(),
                    .cause = why,
                    .cause_id = id};
    if (const TaskBase* task = dynamic_cast<TaskBase*>(&item)) {
        event.task = task->number();
        if (task != core_.current) return send(&Observer::on_loop, event);
        // It has just begun to wait, which is reported when its step is over.
        event.by = 0;
        if (task->waits_for()) later_ = event;
        return;
    }
    if (why == Cause::call && threads_call_) event.cause = Cause::thread;
    event.number = ++callbacks_made_;
    event.text = item.name_of_kind();
    event.hidden = !item.is_the_programs();
    callbacks_[&item] = {event.number, event.cause == Cause::thread};
    send(&Observer::on_loop, event);
}

// It completes, and these are those who wait for it.
void Tracer::done(const FutureBase& future, const RunnableList& waiters) {
    const Target target = future.target();
    const std::uint64_t number = number_of(target);
    Cause why = target.kind;
    if (why != Cause::task) {
        why = future.cancelled() ? Cause::cancel : cause_of_completion(why);
        if (target.kind == Cause::future) tell_done(future, number);
    }
    for (Runnable* item = waiters.first(); item; item = waiters.after(item))
        ready(*item, why, number);
}

void Tracer::tell_done(const FutureBase& future, std::uint64_t number) {
    send(&Observer::on_loop, {.what = LoopEventKind::future_done,
                              .when = core_.now(),
                              .number = number,
                              .by = by(),
                              .cause = future.cancelled() ? Cause::cancel
                                       : future.failed()  ? Cause::none
                                                          : Cause::future});
}

void Tracer::future_made(const FutureBase& future, std::string_view what,
                         const std::vector<Target>& parts, const std::source_location& call) {
    std::vector<std::int64_t> numbers;
    for (const Target& part : parts) {
        const auto number = static_cast<std::int64_t>(number_of(part));
        numbers.push_back(part.kind == Cause::task ? number : -number);
    }
    send(&Observer::on_loop, {.what = LoopEventKind::future_made,
                              .when = core_.now(),
                              .number = number_of(future.target()),
                              .by = by(),
                              .at = call,
                              .text = what,
                              .parts = numbers});
}

// --- The loop ---------------------------------------------------------------

void Tracer::turn_begins(time_point when) {
    idle_ = false;
    send(&Observer::on_loop, {.what = LoopEventKind::turn, .when = when, .number = ++turns_});
}

// Woken for nothing, the loop goes on waiting: that is not reported again.
void Tracer::idle(std::optional<time_point> until) {
    if (std::exchange(idle_, true) && until == idle_until_) return;
    idle_until_ = until;
    send(&Observer::on_loop, {.what = LoopEventKind::idle, .when = core_.now(), .until = until});
}

void Tracer::blocks(time_point until) {
    send(&Observer::on_loop, {.what = LoopEventKind::idle,
                              .when = core_.now(),
                              .by = by(),
                              .cause = Cause::call,
                              .until = until});
}

void Tracer::callback_runs(const Runnable& item) {
    const auto found = callbacks_.find(&item);
    if (found == callbacks_.end()) return;  // it became ready before anybody observed
    const Queued queued = found->second;
    callbacks_.erase(found);
    step_ = queued.by_thread ? Step::threads_callback : Step::callback;
    send(&Observer::on_loop,
         {.what = LoopEventKind::callback_runs, .when = core_.now(), .number = queued.number});
}

// A task's own timer is its sleep, which is reported as what it waits for.
void Tracer::armed(const Timer& timer) {
    if (dynamic_cast<const TaskBase*>(&timer)) return;
    timers_[&timer] = ++timers_made_;
    send(&Observer::on_loop, {.what = LoopEventKind::timer_armed,
                              .when = core_.now(),
                              .number = timers_made_,
                              .task = by(),
                              .until = timer.when,
                              .text = timer.name_of_timer()});
}

void Tracer::disarmed(const Timer& timer) { tell_timer(LoopEventKind::timer_disarmed, timer); }

void Tracer::fires(const Timer& timer) {
    step_ = Step::timer;
    tell_timer(LoopEventKind::timer_fires, timer);
}

void Tracer::tell_timer(LoopEventKind what, const Timer& timer) {
    const auto found = timers_.find(&timer);
    if (found == timers_.end()) return;
    const std::uint64_t number = found->second;
    timers_.erase(found);
    send(&Observer::on_loop, {.what = what, .when = core_.now(), .number = number});
}

void Tracer::tell(LoopEventKind what) {
    closing_ = closing_ || what == LoopEventKind::closing;
    send(&Observer::on_loop, {.what = what, .when = core_.now()});
}

// --- Beside tasks -----------------------------------------------------------

void Tracer::note(std::string_view text, const std::source_location& where) {
    send(&Observer::on_note, {.when = core_.now(), .task = by(), .text = text, .where = where});
}

// A lock or a place is taken by a coroutine, which waits for it at its caller's line. A plain
// function may give back, or put: its line is not known.
void Tracer::resource(const void* key, ResourceEvent event) {
    event.resource = number_of({Cause::resource, key});
    event.by = by();
    const bool is_taken =
        event.what == ResourceEventKind::lock_taken || event.what == ResourceEventKind::place_taken;
    if (is_taken && running_) event.where = waiting_place(*running_);
    send(&Observer::on_resource, event);
}

void Tracer::lane(LaneEvent event) {
    event.task = by();
    send(&Observer::on_lane, event);
}

}  // namespace aio::detail
