// What TimerQueue does less often; its heap is that of the standard library's algorithms.
#include <aio/detail/timers.hpp>

#include <algorithm>

namespace aio::detail {
namespace {

// The algorithms keep the greatest in front; here that is the earliest.
constexpr auto later = [](const auto& a, const auto& b) { return a.later_than(b); };

constexpr std::size_t few = 64;  // this many dead entries are not worth a clean-up

}  // namespace

// Others may have been armed since, with equal deadlines: they come later.
void TimerQueue::sort_in_put_off() {
    while (Timer* t = put_off_.pop()) {
        if (!in_order_.last() || in_order_.last()->earlier_than(*t)) {
            in_order_.push(t);
            t->place = Timer::Place::in_order;
        } else {
            put_in_heap(*t);
        }
    }
}

void TimerQueue::put_in_heap(Timer& t) {
    if (free_slots_.empty()) {
        free_slots_.push_back(static_cast<std::uint32_t>(slots_.size()));
        slots_.push_back(nullptr);
    }
    t.slot = free_slots_.back();
    t.place = Timer::Place::heap;
    free_slots_.pop_back();
    slots_[t.slot] = &t;
    heap_.push_back({t.when, t.armed, t.slot});
    std::push_heap(heap_.begin(), heap_.end(), later);
}

void TimerQueue::pop_heap() {
    free_slots_.push_back(heap_.front().slot);
    std::pop_heap(heap_.begin(), heap_.end(), later);
    heap_.pop_back();
}

Timer* TimerQueue::first_in_heap() {
    while (!heap_.empty()) {
        if (Timer* t = slots_[heap_.front().slot]) return t;
        --dead_;
        pop_heap();
    }
    return nullptr;
}

void TimerQueue::forget_in_heap(Timer& t) {
    slots_[t.slot] = nullptr;
    if (heap_.front().slot == t.slot) return pop_heap();
    if (++dead_ > few && dead_ > heap_.size() / 2) throw_away_the_dead();
}

void TimerQueue::throw_away_the_dead() {
    std::erase_if(heap_, [this](const Entry& entry) {
        if (slots_[entry.slot]) return false;
        free_slots_.push_back(entry.slot);
        return true;
    });
    std::make_heap(heap_.begin(), heap_.end(), later);
    dead_ = 0;
}

}  // namespace aio::detail
