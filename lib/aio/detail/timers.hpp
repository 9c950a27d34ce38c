// What waits for a deadline. Arming allocates nothing where deadlines come in
// order: the links are part of the timers.
#pragma once

#include <cstdint>
#include <vector>

#include <aio/clock.hpp>
#include <aio/detail/intrusive_list.hpp>

namespace aio::detail {

/// Something that happens at a deadline. Not copyable: the queue points to it.
struct Timer : ListNode<Timer, both_ways> {
    enum class Place : std::uint8_t { nowhere, put_off, in_order, heap, due };

    time_point when{};
    std::uint64_t armed = 0;  // arming order; decides between equal deadlines
    Place place = Place::nowhere;
    std::uint32_t slot = 0;  // its number in the heap

    Timer() = default;
    Timer(const Timer&) = delete;
    Timer& operator=(const Timer&) = delete;

    /// Called once, in the turn in which the deadline has passed.
    virtual void fire() = 0;
    /// Called instead of fire() if the loop ends first.
    virtual void abandon() noexcept {}
    /// What it is, for an observer: "a timeout".
    [[nodiscard]] virtual const char* name_of_timer() const = 0;

    [[nodiscard]] bool is_armed() const { return place != Place::nowhere; }
    [[nodiscard]] bool earlier_than(const Timer& other) const {
        return when != other.when ? when < other.when : armed < other.armed;
    }

protected:
    ~Timer() = default;
};

/// Timers by deadline; equal deadlines in arming order.
///
/// Programs usually arm the same duration again and again, so each new deadline is the latest: such
/// timers wait in a list, already in order, and cost a few instructions each. Others go to a heap.
/// The earlier of the two first elements is next.
///
/// A time limit is usually disarmed before its step is over, because what it limits does not
/// suspend. Such a timer is put off: it is sorted in when the next turn asks which is first, at the
/// position that it would have had if armed at once.
class TimerQueue {
public:
    [[nodiscard]] Timer* first() {
        if (!put_off_.empty()) [[unlikely]]
            sort_in_put_off();
        Timer* a = in_order_.first();
        if (heap_.empty()) return a;
        Timer* b = first_in_heap();
        return !a ? b : !b ? a : a->earlier_than(*b) ? a : b;
    }

    void arm(Timer& t, time_point when) {
        t.when = when;
        t.armed = ++armed_;
        if (!in_order_.last() || in_order_.last()->when <= when) {
            in_order_.push(&t);
            t.place = Timer::Place::in_order;
        } else {
            put_in_heap(t);
        }
    }

    /// The same, for a timer that may well be disarmed in the same turn.
    void put_off(Timer& t, time_point when) {
        t.when = when;
        t.armed = ++armed_;
        put_off_.push(&t);
        t.place = Timer::Place::put_off;
    }

    void disarm(Timer& t) {
        switch (t.place) {
            case Timer::Place::nowhere:
                return;
            case Timer::Place::put_off:
                put_off_.remove(&t);
                break;
            case Timer::Place::in_order:
                in_order_.remove(&t);
                break;
            case Timer::Place::due:
                due_.remove(&t);
                break;
            case Timer::Place::heap:
                forget_in_heap(t);
                break;
        }
        t.place = Timer::Place::nowhere;
    }

    /// Moves what is due to the list that next_due() empties.
    void harvest(time_point now) {
        for (Timer* t = first(); t && t->when <= now; t = first()) {
            if (t->place == Timer::Place::in_order)
                in_order_.pop();
            else
                forget_in_heap(*t);
            due_.push(t);
            t->place = Timer::Place::due;
        }
    }

    [[nodiscard]] const Timer* first_due() const { return due_.first(); }
    [[nodiscard]] const Timer* due_after(const Timer* t) const { return due_.after(t); }
    [[nodiscard]] bool any_due() const { return !due_.empty(); }
    /// The next one that is due; null if there is none.
    Timer* next_due() {
        Timer* t = due_.pop();
        if (t) t->place = Timer::Place::nowhere;
        return t;
    }
    /// For shuffling: the one that is `skip` after the next, or the last.
    Timer* later_due(std::uint64_t skip) {
        Timer* t = due_.first();
        for (; skip > 0 && t && t != due_.last(); --skip) t = due_.after(t);
        if (t) disarm(*t);
        return t;
    }

    void abandon_all() noexcept {
        while (Timer* t = first()) {
            disarm(*t);
            t->abandon();
        }
        while (Timer* t = next_due()) t->abandon();
    }

private:
    // The heap does not point to the timers, which are spread over memory and may be gone: a
    // disarmed timer empties its slot, and its entry is dropped when it comes up, or when half of
    // the entries are like that.
    struct Entry {
        time_point when;
        std::uint64_t armed;
        std::uint32_t slot;
        [[nodiscard]] bool later_than(const Entry& other) const {
            return when != other.when ? when > other.when : armed > other.armed;
        }
    };

    void sort_in_put_off();
    Timer* first_in_heap();
    void put_in_heap(Timer& t);
    void forget_in_heap(Timer& t);
    void pop_heap();
    void throw_away_the_dead();

    IntrusiveList<Timer, both_ways> put_off_;
    IntrusiveList<Timer, both_ways> in_order_;
    IntrusiveList<Timer, both_ways> due_;
    std::vector<Entry> heap_;
    std::vector<Timer*> slots_;  // null: disarmed
    std::vector<std::uint32_t> free_slots_;
    std::size_t dead_ = 0;  // entries whose slot is empty
    std::uint64_t armed_ = 0;
};

}  // namespace aio::detail
