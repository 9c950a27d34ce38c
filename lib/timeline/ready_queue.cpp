#include <timeline/ready_queue.hpp>

namespace timeline {

bool ItemList::push(Item item) {
    const auto [entry, is_new] = where_.try_emplace(item);
    if (is_new) entry->second = items_.insert(items_.end(), item);
    return is_new;
}

bool ItemList::remove(Item item) {
    const auto found = where_.find(item);
    if (found == where_.end()) return false;
    items_.erase(found->second);
    where_.erase(found);
    return true;
}

void ReadyQueue::arm(Item item, aio::time_point until) {
    const Deadline deadline{until, ++armings_};
    deadlines_.emplace(deadline, item);
    armed_.emplace(item, deadline);
}

bool ReadyQueue::disarm(Item item) {
    const auto found = armed_.find(item);
    if (found == armed_.end()) return false;
    deadlines_.erase(found->second);
    armed_.erase(found);
    due_.remove(item);
    return true;
}

std::optional<aio::time_point> ReadyQueue::earliest() const {
    if (deadlines_.empty()) return std::nullopt;
    return deadlines_.begin()->first.first;
}

void ReadyQueue::begin_turn(aio::time_point now) {
    std::swap(turn_, ready_);
    for (const auto& [deadline, item] : deadlines_) {
        if (deadline.first > now) break;
        due_.push(item);
    }
}

void ReadyQueue::remove(Item item) {
    ready_.remove(item);
    turn_.remove(item);
    disarm(item);
}

bool ReadyQueue::take_from(ItemList& items, Item item) {
    if (order_is_known_ && items.first() != item) return false;
    return items.remove(item);
}

}  // namespace timeline
