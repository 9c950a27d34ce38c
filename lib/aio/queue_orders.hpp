// Queues that give something else than the oldest item.
//
//   aio::PriorityQueue<int> queue;      // the smallest first
//   aio::LifoQueue<int> stack;          // the latest first
//   co_await queue.put(3);
//   co_await queue.put(1);
//   int item = co_await queue.get();    // 1
//
// They are Queues: a function that takes a Queue<T>& takes them, too.
#pragma once

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <utility>
#include <vector>

#include <aio/queue.hpp>

namespace aio {

namespace detail {

template <class T>
class LatestFirst final : public QueueItems<T> {
public:
    using QueueItems<T>::QueueItems;
    void store(T&& item) override { items_.push_back(std::move(item)); }
    T take() override {
        T item = std::move(items_.back());
        items_.pop_back();
        return item;
    }

private:
    void drop_items() override { items_.clear(); }
    std::vector<T> items_;
};

/// A heap. Items are numbered, so that of equal ones the oldest is first.
template <class T, class Less>
class SmallestFirst final : public QueueItems<T> {
public:
    SmallestFirst(std::size_t maxsize, Less less, const char* name)
        : QueueItems<T>(maxsize, name), after_{std::move(less)} {}
    void store(T&& item) override {
        items_.push_back({std::move(item), stored_++});
        std::push_heap(items_.begin(), items_.end(), after_);
    }
    T take() override {
        std::pop_heap(items_.begin(), items_.end(), after_);
        T item = std::move(items_.back().item);
        items_.pop_back();
        return item;
    }

private:
    struct Numbered {
        T item;
        std::uint64_t number;
    };
    struct After {
        Less less;
        bool operator()(const Numbered& a, const Numbered& b) const {
            if (less(b.item, a.item)) return true;
            return !less(a.item, b.item) && b.number < a.number;
        }
    };
    void drop_items() override { items_.clear(); }

    std::vector<Numbered> items_;
    After after_;
    std::uint64_t stored_ = 0;
};

}  // namespace detail

/// Gives the smallest item first, by `<` or what `Less` says; of equal ones the oldest
/// (asyncio leaves that open). Otherwise a Queue. Like asyncio.PriorityQueue.
template <class T, class Less = std::less<T>>
class PriorityQueue : public Queue<T> {
public:
    /// maxsize as in Queue; `less` is copied along.
    explicit PriorityQueue(std::size_t maxsize = 0, Less less = {}, const char* name = nullptr)
        : Queue<T>(typename Queue<T>::Items{
              new detail::SmallestFirst<T, Less>(maxsize, std::move(less), name)}) {}
};

/// Gives the latest item first. Otherwise a Queue. Like asyncio.LifoQueue.
template <class T>
class LifoQueue : public Queue<T> {
public:
    /// maxsize as in Queue.
    explicit LifoQueue(std::size_t maxsize = 0, const char* name = nullptr)
        : Queue<T>(typename Queue<T>::Items{new detail::LatestFirst<T>(maxsize, name)}) {}
};

template <class T, class Less>
inline constexpr bool detail::is_primitive<PriorityQueue<T, Less>> = true;
template <class T>
inline constexpr bool detail::is_primitive<LifoQueue<T>> = true;

}  // namespace aio
