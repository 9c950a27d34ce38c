// Who is in a task_group, and what has become of them.
#pragma once

#include <exception>
#include <optional>
#include <vector>

#include <aio/coroutine.hpp>
#include <aio/future.hpp>

namespace aio::detail {

class GroupState final : public RefCounted {
public:
    explicit GroupState(TaskBase& parent) : parent_(&parent) {}

    /// Throws RuntimeError unless a task can still join.
    void require_open();
    [[nodiscard]] const char* kind() const noexcept override { return "this task group"; }
    void adopt(TaskBase& task);
    void abort();
    void cancel();

    /// The end of the block, with what left the body: waits for the children,
    /// then throws what is to be thrown.
    Coroutine<> leave(std::exception_ptr error);

private:
    struct Child;
    void child_ended(Child& child);
    [[nodiscard]] std::exception_ptr outcome(std::exception_ptr body_error,
                                             std::exception_ptr cancellation);

    TaskBase* parent_;                          // the task that runs the block
    IntrusiveList<Child, both_ways> children_;  // unfinished, in creation order
    std::optional<Future<>> all_ended_;
    std::vector<std::exception_ptr> errors_;
    bool exiting_ = false;
    bool aborting_ = false;
    bool cancelled_parent_ = false;
};

}  // namespace aio::detail
