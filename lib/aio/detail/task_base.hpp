// A task, without the type of its result: a chain of coroutine frames that the
// loop advances step by step.
//
//   loop     run() ──> resume the innermost frame ──> ... it suspends ──> return
//   await    a frame that awaits a coroutine: the loop goes on with the child
//            a frame that awaits a future:    the step is over; the future will
//                                             queue this task when it is done
#pragma once

#include <memory>
#include <string>

#include <aio/detail/future_base.hpp>

namespace aio::detail {

/// Something that a task's coroutine refers to, and that must live as long as the task.
struct KeptAlive : Pooled {
    virtual ~KeptAlive() = default;
};

class TaskBase : public FutureBase,
                 public Runnable,
                 public Timer,
                 public ListNode<TaskBase, both_ways> {
public:
    /// Takes over the frame and queues its first step. There are then two handles: the loop's own,
    /// until the task ends, and one that the caller adopts.
    TaskBase(Core& core, Frame& root, std::string&& name, bool hidden, std::source_location call);

    void run() final;   // one step
    void fire() final;  // its sleep is over
    void drop() noexcept final {}
    bool cancel(const std::string& message) final;
    [[nodiscard]] std::string describe() const final { return "task '" + name() + "'"; }
    [[nodiscard]] const char* kind() const noexcept final { return "this task"; }
    [[nodiscard]] Target target() const final { return {Cause::task, nullptr, number_}; }
    [[nodiscard]] bool is_the_programs() const final { return !hidden_; }
    [[nodiscard]] const char* name_of_kind() const final { return "a task"; }
    [[nodiscard]] const char* name_of_timer() const final { return "a sleep"; }
    [[nodiscard]] std::string made_at() const final { return to_text(where_); }

    [[nodiscard]] std::uint64_t number() const { return number_; }
    [[nodiscard]] std::string name() const;
    void set_name(std::string name);
    /// Part of a library's machinery, which pictures leave out: see extend.hpp.
    [[nodiscard]] bool is_hidden() const { return hidden_; }
    [[nodiscard]] int cancelling() const { return cancel_requests_; }
    int uncancel();
    void keep(std::unique_ptr<KeptAlive> what) { rare().kept = std::move(what); }
    [[nodiscard]] std::source_location where() const { return where_; }
    [[nodiscard]] Frame* innermost() const { return innermost_; }
    [[nodiscard]] FutureBase* waits_for() const { return waiting_on_; }

    // What an awaiter does to the task that runs. The frame stays suspended
    // until the task's next step.
    void wait_on(Frame& frame, FutureBase& target) {
        innermost_ = &frame;
        waiting_on_ = &target;
        target.add_waiter(this);
        if (must_cancel_) [[unlikely]]
            forward_pending_cancel();
    }
    void sleep(Frame& frame, duration delay);
    /// The same for a task that does nothing else: cancelled meanwhile, it ends without a
    /// CancelledError being thrown, which costs a microsecond.
    void only_sleep(Frame& frame, duration delay);
    /// Gives the others a turn, then raises `error`, or goes on if it is null.
    void yield(Frame& frame, std::exception_ptr error = nullptr);

    // Inlined into the coroutine that waited, so that it is the coroutine that
    // throws: unwinding costs a fifth of a microsecond for each frame it crosses.
    [[gnu::always_inline]] void throw_if_interrupted() {
        if (!interrupted_) [[likely]]
            return;
        if (rare_) throw_interruption();
        interrupted_ = false;
        throw CancelledError();
    }

    /// Instead of throwing: what was awaited has a result that must not be lost. A request to
    /// cancel that came meanwhile (`asked`: it was passed on to what was awaited) is raised at the
    /// next wait; if there is no further wait, the task ends well.
    void put_off_interruption(bool asked, const std::string& message);

    /// Ends the task by force, destroying its frames: for run(), when nothing else helps.
    void destroy_frames() noexcept;

protected:
    ~TaskBase() override;
    void destroy() final;
    /// Moves the result out of the finished frame.
    virtual void take_result(Frame& root) = 0;

private:
    // Few tasks have any of these.
    struct Rare : Pooled {
        std::string name;
        std::string cancel_message;
        std::exception_ptr raise;
        std::unique_ptr<KeptAlive> kept;
    };
    Rare& rare();
    void run_observed();
    void finish(Frame& root);
    void end(State state, EventKind what, Frame& root);
    void end_cancelled(Frame& root);
    bool note_cancel_request();
    [[nodiscard]] TaskBase* awaited_task() const;
    void deliver_cancel(const std::string& message);
    void set_cancel_message(const std::string& message);
    void begin_with_cancel(FutureBase* awaited);
    void interrupt();
    void break_cycle();
    void forward_pending_cancel();
    [[noreturn]] void throw_interruption();

    // The small ones first: they fill the space that Timer leaves at its end.
    bool must_cancel_ = false;  // requested, to be raised at the next step
    bool put_off_ = false;      // ... or not, if there is no next one: see put_off_interruption()
    bool interrupted_ = false;  // this step begins with CancelledError
    bool ends_if_cancelled_ = true;  // nothing of its coroutine would run: see run()
    int cancel_requests_ = 0;
    std::uint32_t number_;
    bool visited_ = false;    // a cancel request is on its way through here
    bool in_circle_ = false;  // ... and came here a second time
    bool hidden_;

    Frame* innermost_;  // where the next step goes on; null while it runs
    FutureBase* waiting_on_ = nullptr;
    std::unique_ptr<Rare> rare_;
    std::source_location where_;  // where its coroutine is defined
};

inline void wait_for_completion(Frame& frame, FutureBase& target) {
    TaskBase& self = *core->current;
    if (&target == &self) [[unlikely]] {
        self.yield(frame, std::make_exception_ptr(RuntimeError(
                              "co_await: a task cannot wait for itself; it would never end")));
        return;
    }
    self.wait_on(frame, target);
}

[[gnu::always_inline]] inline void throw_if_interrupted() { core->current->throw_if_interrupted(); }

}  // namespace aio::detail
