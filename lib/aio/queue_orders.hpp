// Queues that give something else than the oldest item.
//
//   aio::Coroutine<> patients(aio::Queue<int>& queue) {     // a Queue&: it takes these, too
//       for (int urgency : {3, 1, 2}) co_await queue.put(urgency);
//   }
//   aio::Coroutine<> program() {
//       aio::PriorityQueue<int> queue;                      // the smallest first
//       aio::LifoQueue<int> stack;                          // the latest first
//       co_await aio::gather(patients(queue), patients(stack));
//       use(co_await queue.get());                          // 1
//       use(co_await stack.get());                          // 2
//   }
//
// The trap: the order is among the items that are there when a getter runs. An urgent one that
// comes later waits for the next getter; and as long as urgent ones come, the others wait.
#pragma once

#include <cstddef>
#include <functional>
#include <utility>

#include <aio/detail/item_orders.hpp>
#include <aio/queue.hpp>

namespace aio {

/// Gives the smallest item first, by `<` or what `Less` says; of equal ones the oldest
/// (asyncio leaves that open). Otherwise a Queue: waiting, errors, cancellation and shutdown
/// are the same. To put or get one of n takes O(log n). Like asyncio.PriorityQueue. `<` of a pair
/// compares the second if the first are equal; where only the rank counts, say so:
///
///   auto by_rank = [](const Job& a, const Job& b) { return a.rank < b.rank; };   // 1 comes first
///   aio::PriorityQueue<Job, decltype(by_rank)> jobs;
template <class T, class Less = std::less<T>>
class PriorityQueue : public Queue<T> {
public:
    /// maxsize and name as in Queue. `less` is kept; it must order items as std::sort's does,
    /// and an item that is in the queue must not change what it compares.
    explicit PriorityQueue(std::size_t maxsize = 0, Less less = {}, const char* name = nullptr)
        : Queue<T>(typename Queue<T>::Items{
              new detail::SmallestFirst<T, Less>(maxsize, std::move(less), name)}) {}
};

/// Gives the latest item first. Otherwise a Queue. For work that leads to more work, deepest
/// first: so the queue stays short. Like asyncio.LifoQueue.
template <class T>
class LifoQueue : public Queue<T> {
public:
    /// maxsize and name as in Queue.
    explicit LifoQueue(std::size_t maxsize = 0, const char* name = nullptr)
        : Queue<T>(typename Queue<T>::Items{new detail::LatestFirst<T>(maxsize, name)}) {}
};

template <class T, class Less>
inline constexpr bool detail::is_primitive<PriorityQueue<T, Less>> = true;
template <class T>
inline constexpr bool detail::is_primitive<LifoQueue<T>> = true;

}  // namespace aio
