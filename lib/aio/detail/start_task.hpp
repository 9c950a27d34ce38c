// From a Coroutine to a task that is scheduled: what create_task, gather and run have in
// common.
#pragma once

#include <source_location>
#include <string>
#include <type_traits>
#include <utility>

#include <aio/coroutine.hpp>

namespace aio::detail {

/// A task with its result.
template <class T>
struct TaskState final : TaskBase, Value<T> {
    using TaskBase::TaskBase;
    void take_result(Frame& root) override {
        if constexpr (!std::is_void_v<T>)
            this->value = std::move(static_cast<Promise<T>&>(root).value);
    }
};

// A Task<> may stand for a task of any result, so it knows only the base.
template <class T>
using TaskStateFor = std::conditional_t<std::is_void_v<T>, TaskBase, TaskState<T>>;

template <class T>
IntrusivePtr<TaskStateFor<T>> start_task(Coroutine<T>&& coroutine, std::string&& name,
                                         const char* who, std::source_location call,
                                         bool hidden = false) {
    if (!core) coroutine.close();  // the error that follows is report enough
    Core& loop = running_core(who);
    Frame* root = coroutine.take_frame();
    if constexpr (std::is_void_v<T>) {
        if (!root->handle) root = sleep_in_a_frame(root);
    }
    return IntrusivePtr<TaskStateFor<T>>::adopt(
        new TaskState<T>(loop, *root, std::move(name), hidden, call));
}

}  // namespace aio::detail
