// The loop's two queues, derived again from a tape: what is ready, and what is due.
#pragma once

#include <cstdint>
#include <list>
#include <map>
#include <optional>
#include <unordered_map>
#include <utility>

#include <aio/clock.hpp>

namespace timeline {

/// A task by its number, a callback by its negative number; among timers, a sleeping
/// task by its number, another timer by its negative number.
using Item = std::int64_t;

/// First in, first out, without duplicates; what leaves early is found at once.
class ItemList {
public:
    /// False if it is already there.
    bool push(Item item);
    bool remove(Item item);
    [[nodiscard]] bool empty() const { return items_.empty(); }
    /// 0 if there is none.
    [[nodiscard]] Item first() const { return items_.empty() ? 0 : items_.front(); }

private:
    std::list<Item> items_;
    std::unordered_map<Item, std::list<Item>::iterator> where_;
};

class ReadyQueue {
public:
    /// With `order_is_known`, what is ready runs in the order in which it became so.
    explicit ReadyQueue(bool order_is_known) : order_is_known_(order_is_known) {}

    /// False if it is ready already.
    bool push(Item item) { return ready_.push(item); }
    void arm(Item item, aio::time_point until);
    /// False if it is not armed.
    bool disarm(Item item);
    /// The earliest deadline of all.
    [[nodiscard]] std::optional<aio::time_point> earliest() const;

    /// The turn is what is ready now, and after it the timers that are due.
    void begin_turn(aio::time_point now);
    /// Takes what runs next in this turn. False if it is not this item.
    bool take(Item item) { return take_from(turn_, item); }
    /// The same for timers, which come when nothing else of the turn is left.
    bool take_due(Item item) { return turn_.empty() && take_from(due_, item) && disarm(item); }
    /// This item will not run.
    void remove(Item item);

    [[nodiscard]] bool turn_is_over() const { return turn_.empty() && due_.empty(); }
    [[nodiscard]] bool nothing_ready() const { return ready_.empty() && turn_is_over(); }

private:
    bool take_from(ItemList& items, Item item);

    bool order_is_known_;
    ItemList ready_, turn_, due_;
    std::uint64_t armings_ = 0;
    using Deadline = std::pair<aio::time_point, std::uint64_t>;  // equal ones: as armed
    std::map<Deadline, Item> deadlines_;
    std::unordered_map<Item, Deadline> armed_;
};

}  // namespace timeline
