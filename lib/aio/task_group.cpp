#include <aio/task_group.hpp>

namespace aio::detail {

// Is in the list of children while the child runs, and in the child's list of those to be told, for
// which it keeps the group alive.
struct GroupState::Child final : Runnable, ListNode<Child, both_ways>, Pooled {
    IntrusivePtr<GroupState> group;
    IntrusivePtr<TaskBase> task;

    void run() override {
        group->child_ended(*this);
        delete this;
    }
    void drop() noexcept override { delete this; }
    [[nodiscard]] const char* name_of_kind() const override { return "a task group"; }
};

void GroupState::require_open() {
    require_here();
    if (exiting_ && children_.empty())
        throw RuntimeError(
            "TaskGroup::create_task: the group has finished; create tasks before its "
            "block and its last child end");
    if (aborting_)
        throw RuntimeError(
            "TaskGroup::create_task: the group is shutting down, because a task "
            "failed or it was cancelled; start nothing new");
}

void GroupState::adopt(TaskBase& task) {
    auto* child = new Child;
    child->group = IntrusivePtr<GroupState>(this);
    child->task = IntrusivePtr<TaskBase>(&task);
    children_.push(child);
    task.add_waiter(child);
}

void GroupState::abort() {
    aborting_ = true;
    // Cancelling wakes, but runs nothing: the list stays as it is meanwhile.
    for (Child* child = children_.first(); child; child = children_.after(child))
        if (!child->task->done()) child->task->cancel({});
}

void GroupState::cancel() {
    require_here();
    if (exiting_ && children_.empty()) return;
    if (!aborting_) abort();
    if (cancelled_parent_ || parent_->done()) return;
    cancelled_parent_ = true;
    parent_->cancel({});
}

void GroupState::child_ended(Child& child) {
    children_.remove(&child);
    if (children_.empty() && all_ended_ && !all_ended_->done()) all_ended_->set_result();
    if (!child.task->failed()) return;
    child.task->mark_retrieved();
    errors_.push_back(child.task->failure());
    if (aborting_ || cancelled_parent_) return;
    abort();
    cancelled_parent_ = true;
    parent_->cancel({});
}

Coroutine<> GroupState::leave(std::exception_ptr error) {
    const IntrusivePtr<GroupState> keep(this);
    const IntrusivePtr<TaskBase> keep_parent(parent_);
    exiting_ = true;
    std::exception_ptr cancellation = as_cancelled(error) ? error : nullptr;
    if (error && !aborting_) abort();
    // More than one wait, since each request to cancel this task ends one.
    while (!children_.empty()) {
        all_ended_.emplace();
        try {
            co_await *all_ended_;
        } catch (const CancelledError&) {
            if (!aborting_) {
                cancellation = std::current_exception();
                abort();
            }
        }
        all_ended_.reset();
    }
    if (auto result = outcome(cancellation ? nullptr : error, cancellation))
        std::rethrow_exception(result);
}

std::exception_ptr GroupState::outcome(std::exception_ptr body_error,
                                       std::exception_ptr cancellation) {
    // The request that this group made to end its own body is taken back.
    if (cancelled_parent_ && parent_->uncancel() == 0) cancellation = nullptr;
    if (cancellation && errors_.empty()) return cancellation;
    if (body_error) errors_.push_back(body_error);
    if (errors_.empty()) return nullptr;
    // Errors come before a cancellation from outside, which stays pending.
    if (parent_->cancelling() > 0) {
        parent_->uncancel();
        parent_->cancel({});
    }
    std::string text = "task_group: " + std::to_string(errors_.size()) +
                       (errors_.size() == 1 ? " error: " : " errors: ");
    for (const auto& error : errors_)
        text += (&error == &errors_[0] ? "" : "; ") + error_text(error);
    return std::make_exception_ptr(ExceptionGroup(text, errors_));
}

}  // namespace aio::detail
