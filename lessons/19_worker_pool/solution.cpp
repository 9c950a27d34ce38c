// Solution of exercise 19: a queue with room for two, which is shut
// down when no more items come; and a group that waits for the
// workers.

#include <functional>
#include <optional>
#include <vector>

#include <aio/aio.hpp>

using namespace std::chrono_literals;

// Coroutine functions: one returns the next item, or nothing when
// there are no more; the other does the work on an item.
using Next = std::function<aio::Coroutine<std::optional<int>>()>;
using Work = std::function<aio::Coroutine<>(int)>;

// CHANGED: the worker ends when the queue is shut down and empty.
aio::Coroutine<> worker(aio::Queue<int>& queue, Work work) {
    while (true) {
        int item = 0;
        try {
            item = co_await queue.get();
        } catch (const aio::QueueShutDown&) {
            co_return;
        }
        co_await work(item);
    }
}

// This is what the check calls. Please leave it as it is.
aio::Coroutine<> work_off(Next next, Work work);

aio::Coroutine<> work_off(Next next, Work work) {
    // CHANGED: room for two, and put() waits for it.
    aio::Queue<int> queue(2);
    co_await aio::task_group(
        [&](aio::TaskGroup& group) -> aio::Coroutine<> {
            for (int n = 0; n < 3; ++n)
                group.create_task(worker(queue, work));

            while (auto item = co_await next())
                co_await queue.put(*item);
            queue.shutdown();
        });
}
