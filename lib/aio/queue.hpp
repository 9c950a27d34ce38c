// Queue<T>: tasks hand each other items, first in first out.
//
//   aio::Coroutine<> producer(aio::Queue<int>& queue) {
//       for (int i = 1; i <= 4; ++i) co_await queue.put(i);   // t = 0: 1, 2 and 3, then it waits
//   }
//   aio::Coroutine<> consumer(aio::Queue<int>& queue) {
//       while (true) {
//           int item = co_await queue.get();      // waits while it is empty
//           co_await aio::sleep(1s);              // t = 1, 2, 3, 4
//           use(item);
//           queue.task_done();                    // for join(): this item is dealt with
//       }
//   }
//   aio::Coroutine<> program() {
//       aio::Queue<int> queue(2);                 // at most 2: a fast producer waits
//       auto worker = aio::create_task(consumer(queue));
//       co_await producer(queue);
//       co_await queue.join();                    // t = 4: every item is dealt with
//       worker.cancel();                          // it would wait for the next one
//   }
//
// The trap: join() waits for a task_done() for each item, not until the queue is empty. And a
// queue without a bound takes whatever comes: a slow consumer then shows in the memory.
#pragma once

#include <cstddef>
#include <utility>

#include <aio/detail/queue_state.hpp>

namespace aio {

/// Like asyncio.Queue. Getters and putters are woken in turn, the oldest first, one for each
/// item or place; one that is cancelled loses no item and passes its turn on. Nothing is kept for
/// the woken one, which runs in the next turn: if somebody else takes the item or the place
/// before, it waits on, at the back. (A Lock and a Semaphore are handed over.) The items go with
/// the queue; a task that waits in it then gets RuntimeError. So does whoever uses it on another
/// thread than the loop's: there the item is passed on by call_soon_threadsafe.
///
/// Neither copied nor moved: tasks share it by reference. Items are moved in and out, which must
/// not throw; their type need be neither copyable nor default-constructible.
template <class T>
class Queue {
public:
    /// For so many items at most; 0: for any number, so that put() never waits. The bound is
    /// the back-pressure: it makes a producer as slow as its consumers.
    /// `name` is what pictures and errors call it. It must outlive the queue: a literal.
    explicit Queue(std::size_t maxsize = 0, const char* name = nullptr)
        : Queue(Items{new detail::OldestFirst<T>(maxsize, name)}) {}

    /// Waits while the queue is full; does not suspend if there is room. QueueShutDown after
    /// shutdown(), even if that comes while it waits. Cancelled while it waits, it throws
    /// CancelledError; the item is not put, and is destroyed.
    [[gnu::always_inline]] Coroutine<> put(T item) { return put(state_.share(), std::move(item)); }
    /// Waits while it is empty; does not suspend if there is an item. QueueShutDown once it is
    /// shut down and drained. Cancelled while it waits, it throws CancelledError, and takes no
    /// item, even if one had just come for it: the next getter gets that.
    [[gnu::always_inline]] Coroutine<T> get() { return get(state_.share()); }
    /// QueueFull instead of waiting; QueueShutDown after shutdown(). For callbacks, which
    /// cannot await, and where an item may be dropped. Never waits behind the putters.
    void put_nowait(T item) {
        state_->require_open("Queue::put_nowait");
        state_->require_room();
        state_->store(std::move(item));
        state_->added();
    }
    /// QueueEmpty instead of waiting; QueueShutDown once it is shut down and drained. Like get(),
    /// it may take the item for which a getter has just been woken.
    T get_nowait() {
        state_->require_item();
        T item = state_->take();
        state_->taken();
        return item;
    }

    /// How many items are in it. Those that putters wait with are not. (asyncio's qsize.)
    [[nodiscard]] std::size_t size() const { return state_->size; }
    [[nodiscard]] bool empty() const { return state_->empty(); }
    /// Whether put() would wait. True of this turn only, as with empty(): after an await ask
    /// again, or call put_nowait() and see.
    [[nodiscard]] bool full() const { return state_->full(); }
    /// As given; 0: no bound.
    [[nodiscard]] std::size_t maxsize() const { return state_->maxsize; }

    /// How many items have been put that no task_done() has answered yet.
    [[nodiscard]] std::size_t unfinished() const { return state_->unfinished; }
    /// One item is dealt with: to be called after the work, even if that failed, or join()
    /// never returns. std::invalid_argument if called more often than items were put (asyncio:
    /// ValueError).
    void task_done() { state_->task_done(); }
    /// Waits until every item that was put has been dealt with: one task_done() for each. Does
    /// not suspend if there is none. Throws nothing of what the consumers threw: if one fails,
    /// nobody may be left to call task_done(), so start them in a task_group. Cancelled, it
    /// throws CancelledError, and has no effect on the items or on the others that wait.
    /// RuntimeError if the queue is destroyed meanwhile. Like asyncio's Queue.join.
    [[gnu::always_inline]] Coroutine<> join() { return join(state_.share()); }

    /// No more put(); what is left can still be got, unless `immediate`, which drops it (and
    /// counts it as dealt with; what a consumer has in hand still counts). Whoever waits in
    /// vain gets QueueShutDown, in the next turn. May be repeated. So consumers end by
    /// themselves, instead of being cancelled:
    ///
    ///   try {
    ///       while (true) use(co_await queue.get());
    ///   } catch (const aio::QueueShutDown&) {
    ///   }
    ///
    /// Like the Queue.shutdown of Python 3.13.
    void shutdown(bool immediate = false) { state_->shutdown(immediate); }

protected:
    struct Items {  // not the pointer alone, which a 0 could be taken for
        detail::QueueItems<T>* state;
    };
    explicit Queue(Items items) : state_(items.state) {}

private:
    using Shared = detail::IntrusivePtr<detail::QueueItems<T>>;

    static Coroutine<> put(Shared queue, T item) {
        while (queue->full() && !queue->destroyed()) {
            queue->require_open("Queue::put");
            detail::Waiter turn(queue->putters, detail::room_in_queue);
            try {
                co_await turn;
            } catch (...) {
                turn.leave();
                if (!queue->full() && !turn.cancelled()) queue->putters.wake_next();
                throw;
            }
        }
        if (queue->destroyed()) co_await detail::fail_destroyed("Queue::put", "queue");
        queue->require_open("Queue::put");
        try {
            queue->store(std::move(item));
        } catch (...) {  // no memory, say: the room is the next one's
            if (!queue->full()) queue->putters.wake_next();
            throw;
        }
        queue->added();
    }

    static Coroutine<T> get(Shared queue) {
        while (queue->empty()) {
            if (queue->destroyed()) co_await detail::fail_destroyed("Queue::get", "queue");
            queue->require_open("Queue::get");
            detail::Waiter turn(queue->getters, detail::item_in_queue);
            try {
                co_await turn;
            } catch (...) {
                turn.leave();
                if (!queue->empty() && !turn.cancelled()) queue->getters.wake_next();
                throw;
            }
        }
        try {
            T item = queue->take();
            queue->taken();
            co_return item;
        } catch (...) {  // it could not be moved: it is the next one's
            if (!queue->empty()) queue->getters.wake_next();
            throw;
        }
    }

    static Coroutine<> join(Shared queue) {
        if (queue->unfinished == 0) co_return;
        if (!queue->destroyed()) {
            detail::Waiter turn(queue->joiners, detail::end_of_items);
            if (co_await turn) co_return;
        }
        co_await detail::fail_destroyed("Queue::join", "queue");
    }

    detail::Owner<detail::QueueItems<T>> state_;
};

template <class T>
inline constexpr bool detail::is_primitive<Queue<T>> = true;

}  // namespace aio
