// Wrong: it ends when the queue is empty. By then the last items
// have been taken, but they are not done.
//
// Fails at: every item is worked on to its end

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

aio::Coroutine<> work_off(Next next, Work work) {
    aio::Queue<int> queue(2);
    std::vector<aio::Task<>> workers;
    for (int n = 0; n < 3; ++n)
        workers.push_back(aio::create_task(worker(queue, work)));

    while (auto item = co_await next()) co_await queue.put(*item);
    while (!queue.empty()) co_await aio::sleep(100ms);
    for (auto& one : workers) one.cancel();
    co_await aio::wait(workers);
}
