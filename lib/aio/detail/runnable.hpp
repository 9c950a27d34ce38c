// What runs in a turn of the loop: a task's step, a callback. Being ready means
// standing in a list of these.
#pragma once

#include <aio/detail/intrusive_list.hpp>

namespace aio::detail {

struct Runnable : ListNode<Runnable> {
    /// Called once, in its turn.
    virtual void run() = 0;
    /// Called instead of run() if the loop ends first: give up what is owned.
    virtual void drop() noexcept {}

protected:
    ~Runnable() = default;
};

using RunnableList = IntrusiveList<Runnable>;

inline void drop_all(RunnableList& list) noexcept {
    while (Runnable* item = list.pop()) item->drop();
}

}  // namespace aio::detail
