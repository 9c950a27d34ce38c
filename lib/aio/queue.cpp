#include <aio/queue.hpp>

namespace aio::detail {

void QueueBase::task_done() {
    if (unfinished_ == 0)
        throw std::invalid_argument("Queue::task_done: called more often than items were put");
    if (--unfinished_ == 0) finished_.set();
}

Coroutine<> QueueBase::join() {
    if (unfinished_ > 0) co_await finished_.wait();
}

void QueueBase::drop_unfinished(std::size_t n) {
    unfinished_ -= n < unfinished_ ? n : unfinished_;
    if (unfinished_ == 0) finished_.set();
}

void QueueBase::shut_down() {
    shut_down_ = true;
    getters_.wake(static_cast<std::size_t>(-1));
    putters_.wake(static_cast<std::size_t>(-1));
}

void QueueBase::throw_shut_down(const char* who) {
    throw QueueShutDown(std::string(who) + ": the queue was shut down; stop when this comes");
}
void QueueBase::throw_empty() {
    throw QueueEmpty("Queue::get_nowait: the queue is empty; co_await get() waits for an item");
}
void QueueBase::throw_full() {
    throw QueueFull("Queue::put_nowait: the queue is full; co_await put() waits for room");
}

}  // namespace aio::detail
