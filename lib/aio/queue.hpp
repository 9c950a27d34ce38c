// Queue<T>: tasks hand each other items, first in first out.
//
//   aio::Queue<int> queue(2);        // at most 2: a fast producer waits
//   co_await queue.put(1);
//   int item = co_await queue.get(); // waits while it is empty
//   queue.task_done();               // for join(): this item is dealt with
#pragma once

#include <cstddef>
#include <deque>
#include <stdexcept>
#include <utility>

#include <aio/event.hpp>

namespace aio {

namespace detail {

/// Waiters, and what does not depend on the items' type.
class QueueBase {
public:
    /// How many put() have not been answered by a task_done().
    [[nodiscard]] std::size_t unfinished() const { return unfinished_; }

    /// One item is dealt with. std::invalid_argument if called more often than
    /// there were items.
    void task_done();
    /// Waits until every item that was put has been dealt with.
    Coroutine<> join();

protected:
    [[noreturn]] static void throw_shut_down(const char* who);
    [[noreturn]] static void throw_empty();
    [[noreturn]] static void throw_full();
    void shut_down();
    void drop_unfinished(std::size_t n);

    WaiterList getters_;
    WaiterList putters_;
    Event finished_;
    std::size_t unfinished_ = 0;
    bool shut_down_ = false;
};

}  // namespace detail

/// As asyncio.Queue. maxsize 0: no bound. Getters and putters are served in
/// turn; one that is cancelled loses no item and passes its turn on.
template <class T>
class Queue : public detail::QueueBase {
public:
    explicit Queue(std::size_t maxsize = 0) : maxsize_(maxsize) {}

    /// Waits while the queue is full. QueueShutDown after shutdown(). Cancelled
    /// while it waits: the item is not put.
    Coroutine<> put(T item) {
        while (full()) {
            if (shut_down_) throw_shut_down("Queue::put");
            detail::Waiter turn(putters_, "room in a queue");
            try {
                co_await turn;
            } catch (...) {
                turn.leave();
                if (!full() && !turn.cancelled()) putters_.wake_next();
                throw;
            }
        }
        put_nowait(std::move(item));
    }
    /// Waits while it is empty. QueueShutDown once it is shut down and drained.
    /// Cancelled while it waits: no item is taken.
    Coroutine<T> get() {
        while (empty()) {
            if (shut_down_) throw_shut_down("Queue::get");
            detail::Waiter turn(getters_, "an item in a queue");
            try {
                co_await turn;
            } catch (...) {
                turn.leave();
                if (!empty() && !turn.cancelled()) getters_.wake_next();
                throw;
            }
        }
        co_return get_nowait();
    }
    /// QueueFull instead of waiting.
    void put_nowait(T item) {
        if (shut_down_) throw_shut_down("Queue::put_nowait");
        if (full()) throw_full();
        items_.push_back(std::move(item));
        ++unfinished_;
        finished_.clear();
        getters_.wake_next();
    }
    /// QueueEmpty instead of waiting.
    T get_nowait() {
        if (empty() && shut_down_) throw_shut_down("Queue::get_nowait");
        if (empty()) throw_empty();
        T item = std::move(items_.front());
        items_.pop_front();
        putters_.wake_next();
        return item;
    }

    [[nodiscard]] std::size_t size() const { return items_.size(); }
    [[nodiscard]] bool empty() const { return items_.empty(); }
    [[nodiscard]] bool full() const { return maxsize_ > 0 && items_.size() >= maxsize_; }
    [[nodiscard]] std::size_t maxsize() const { return maxsize_; }

    /// No more put(); what is left can still be got, unless `immediate`, which
    /// drops it. Whoever waits in vain gets QueueShutDown.
    void shutdown(bool immediate = false) {
        if (immediate) {
            drop_unfinished(items_.size());
            items_.clear();
        }
        shut_down();
    }

private:
    std::deque<T> items_;
    std::size_t maxsize_;
};

}  // namespace aio
