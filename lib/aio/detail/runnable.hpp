// What runs in a turn of the loop: a task's step, a callback. Being ready means being in a list of
// these.
#pragma once

#include <aio/detail/intrusive_list.hpp>

namespace aio::detail {

struct Runnable : ListNode<Runnable> {
    /// Called once, in its turn.
    virtual void run() = 0;
    /// Called instead of run() if the loop ends first: gives up what it owns.
    virtual void drop() noexcept {}
    /// Whether it runs the program author's code, and not only aio's own.
    [[nodiscard]] virtual bool is_the_programs() const { return false; }
    /// What it is, for an observer: "a done-callback".
    [[nodiscard]] virtual const char* name_of_kind() const = 0;

protected:
    ~Runnable() = default;
};

using RunnableList = IntrusiveList<Runnable>;

inline void drop_all(RunnableList& list) noexcept {
    while (Runnable* item = list.pop()) item->drop();
}

}  // namespace aio::detail
