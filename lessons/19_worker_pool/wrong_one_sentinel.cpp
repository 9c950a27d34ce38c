// Wrong: the item -1 means "go home". Only one is sent; one worker
// reads it and ends; the other two wait for theirs in vain.
//
// Fails at: it ends when the last item is done

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
    for (int item = co_await queue.get(); item != -1;
         item = co_await queue.get())
        co_await work(item);
}

// This is what the check calls. Please leave it as it is.
aio::Coroutine<> work_off(Next next, Work work);

aio::Coroutine<> work_off(Next next, Work work) {
    aio::Queue<int> queue(2);
    std::vector<aio::Task<>> workers;
    for (int n = 0; n < 3; ++n)
        workers.push_back(aio::create_task(worker(queue, work)));

    while (auto item = co_await next()) co_await queue.put(*item);
    co_await queue.put(-1);
    co_await aio::gather(workers);
}
