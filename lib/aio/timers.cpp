// The heap of TimerQueue: four children to a node, because one cache line then
// holds most of a family.
#include <aio/detail/ready.hpp>

#include <algorithm>

namespace aio::detail {

void TimerQueue::heap_insert(Timer& t) {
    heap_.emplace_back();
    t.place = Timer::Place::heap;
    sift_up(static_cast<std::uint32_t>(heap_.size() - 1), {t.when, t.armed, &t});
}

void TimerQueue::heap_remove(std::uint32_t index) {
    const Entry moved = heap_.back();
    heap_.pop_back();
    if (index == heap_.size()) return;
    if (index > 0 && moved.earlier_than(heap_[(index - 1) / 4]))
        sift_up(index, moved);
    else
        sift_down(index, moved);
}

void TimerQueue::sift_up(std::uint32_t index, const Entry& entry) {
    while (index > 0) {
        const std::uint32_t parent = (index - 1) / 4;
        if (!entry.earlier_than(heap_[parent])) break;
        put(index, heap_[parent]);
        index = parent;
    }
    put(index, entry);
}

void TimerQueue::sift_down(std::uint32_t index, const Entry& entry) {
    const auto size = static_cast<std::uint32_t>(heap_.size());
    for (;;) {
        const std::uint32_t begin = 4 * index + 1;
        if (begin >= size) break;
        const std::uint32_t end = std::min(begin + 4, size);
        std::uint32_t best = begin;
        for (std::uint32_t child = begin + 1; child < end; ++child)
            if (heap_[child].earlier_than(heap_[best])) best = child;
        if (!heap_[best].earlier_than(entry)) break;
        put(index, heap_[best]);
        index = best;
    }
    put(index, entry);
}

}  // namespace aio::detail
