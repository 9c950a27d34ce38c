// How a LifoQueue and a PriorityQueue keep their items: what queue.hpp leaves open.
#pragma once

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <utility>
#include <vector>

#include <aio/detail/queue_state.hpp>

namespace aio::detail {

/// A stack.
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
    void drop_items() override { const auto dropped = std::exchange(items_, {}); }
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
    void drop_items() override { const auto dropped = std::exchange(items_, {}); }

    std::vector<Numbered> items_;
    After after_;
    std::uint64_t stored_ = 0;
};

}  // namespace aio::detail
