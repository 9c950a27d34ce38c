// Wrong: all is done, and all workers end; but the queue has no
// bound. Whatever comes in faster than it is worked off fills the
// memory.
//
// Fails at: at most two items wait in the queue

#include <functional>
#include <optional>
#include <vector>

#include <aio/aio.hpp>

using namespace std::chrono_literals;

// Coroutine functions: one returns the next item, or nothing when
// there are no more; the other does the work on an item.
using Next = std::function<aio::Coroutine<std::optional<int>>()>;
using Work = std::function<aio::Coroutine<>(int)>;

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
    aio::Queue<int> queue;
    co_await aio::task_group(
        [&](aio::TaskGroup& group) -> aio::Coroutine<> {
            for (int n = 0; n < 3; ++n)
                group.create_task(worker(queue, work));

            while (auto item = co_await next())
                co_await queue.put(*item);
            queue.shutdown();
        });
}
