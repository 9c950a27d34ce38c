// Exercise 19: three workers and a queue. But the queue has no
// bound: all items are fetched at once, and pile up in it. And when
// the last one is in the queue, the program ends, with the workers
// in the middle of their work.
//
//   ./coach watch      checks this file whenever you save it
//   ./coach run 19     shows what it does, in real time
//
// Expect: 0 seconds as it stands, and no item done; 3 seconds, all
// nine done and never more than two in the queue, when it is done.

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
    while (true) co_await work(co_await queue.get());
}

// This is what the check calls. Please leave it as it is.
aio::Coroutine<> work_off(Next next, Work work);

// TODO: keep at most two items in the queue; and when no more come,
// wait until all of them have been worked on. Then the workers must
// end, too: no task may be left behind.
aio::Coroutine<> work_off(Next next, Work work) {
    aio::Queue<int> queue;
    for (int n = 0; n < 3; ++n)
        aio::create_task(worker(queue, work));

    while (auto item = co_await next()) queue.put_nowait(*item);
}
