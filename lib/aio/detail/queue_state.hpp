// What a Queue keeps apart from itself (see primitive.hpp): its items, how many there are,
// and who waits.
#pragma once

#include <cstddef>
#include <deque>
#include <utility>

#include <aio/detail/primitive.hpp>

namespace aio::detail {

inline constexpr WaitedFor room_in_queue{"room in a queue", "room in the queue"},
    item_in_queue{"an item in a queue", "an item in the queue"},
    end_of_items{"the end of a queue's items", "the end of the items in the queue"};

/// What does not depend on the items' type: how many there are, and who waits.
class QueueCounts : public PrimitiveState {
public:
    QueueCounts(std::size_t most, const char* name)
        : maxsize(most), getters(name), putters(name), joiners(name) {}
    [[nodiscard]] const char* kind() const noexcept override { return "this queue"; }

    [[nodiscard]] bool empty() const { return size == 0; }
    [[nodiscard]] bool full() const { return maxsize > 0 && size >= maxsize; }
    void require_open(const char* who) const {
        if (shut_down) [[unlikely]]
            throw_shut_down(who);
    }
    void require_room() const;
    void require_item() const;
    void added() {
        ++size;
        ++unfinished;
        if (observed) [[unlikely]]
            return tell_and_wake(ResourceEventKind::item_put, getters);
        getters.wake_next();
    }
    void taken() {
        --size;
        if (observed) [[unlikely]]
            return tell_and_wake(ResourceEventKind::item_got, putters);
        putters.wake_next();
    }
    void task_done();
    void shutdown(bool immediate);

    std::size_t size = 0;
    std::size_t maxsize;  // 0: no bound
    std::size_t unfinished = 0;
    bool shut_down = false;
    WaiterList getters, putters, joiners;

protected:
    /// Takes them all out before it destroys them: a destructor may use the queue.
    virtual void drop_items() = 0;

private:
    void let_all_go() override;
    // Apart, so that the usual way calls nothing and saves no registers.
    void tell_and_wake(ResourceEventKind what, WaiterList& next);
    [[noreturn]] static void throw_shut_down(const char* who);
};

/// The items, in whatever order.
template <class T>
class QueueItems : public QueueCounts {
public:
    using QueueCounts::QueueCounts;
    virtual void store(T&& item) = 0;
    virtual T take() = 0;
};

template <class T>
class OldestFirst final : public QueueItems<T> {
public:
    using QueueItems<T>::QueueItems;
    void store(T&& item) override { items_.push_back(std::move(item)); }
    T take() override {
        T item = std::move(items_.front());
        items_.pop_front();
        return item;
    }

private:
    void drop_items() override { const auto dropped = std::exchange(items_, {}); }
    std::deque<T> items_;
};

}  // namespace aio::detail
