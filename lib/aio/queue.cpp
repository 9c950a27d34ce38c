#include <aio/queue.hpp>

#include <algorithm>
#include <stdexcept>

namespace aio::detail {

void QueueCounts::task_done() {
    if (unfinished == 0)
        throw std::invalid_argument("Queue::task_done: called more often than items were put");
    if (--unfinished == 0) joiners.wake_all();
}

void QueueCounts::shutdown(bool immediate) {
    shut_down = true;
    if (immediate) {
        unfinished -= std::min(size, unfinished);
        if (size > 0) getters.tell(ResourceEventKind::item_got, 0, maxsize);
        size = 0;
        drop_items();
        if (unfinished == 0) joiners.wake_all();
    }
    getters.wake_all();
    putters.wake_all();
}

void QueueCounts::tell_and_wake(ResourceEventKind what, WaiterList& next) {
    getters.tell(what, size, maxsize);
    next.wake_next();
}

void QueueCounts::let_all_go() {
    size = 0;
    drop_items();
    getters.let_all_go();
    putters.let_all_go();
    joiners.let_all_go();
}

void QueueCounts::require_room() const {
    if (full())
        throw QueueFull("Queue::put_nowait: the queue is full; co_await put() waits for room");
}

void QueueCounts::require_item() const {
    if (!empty()) return;
    require_open("Queue::get_nowait");
    throw QueueEmpty("Queue::get_nowait: the queue is empty; co_await get() waits for an item");
}

void QueueCounts::throw_shut_down(const char* who) {
    throw QueueShutDown(std::string(who) + ": the queue was shut down; stop when this comes");
}

}  // namespace aio::detail
