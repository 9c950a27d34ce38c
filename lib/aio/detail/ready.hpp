// The two queues that a loop turns on: what is ready to run, and what waits for
// a deadline. Both are intrusive: the links are part of the queued objects, so
// that queueing allocates nothing.
#pragma once

#include <cstdint>
#include <utility>
#include <vector>

#include <aio/clock.hpp>

namespace aio::detail {

/// Something that runs in a turn of the loop: a task's step, a callback.
struct Runnable {
    Runnable* next = nullptr;

    /// Called once, in its turn.
    virtual void run() = 0;
    /// Called instead of run() if the loop ends first: give up what is owned.
    virtual void drop() noexcept {}

protected:
    ~Runnable() = default;
};

/// First in, first out. Whole lists can be appended in one step: that is how a
/// future that completes wakes all that wait for it.
///
/// The links form a circle: the last item points to the first. So one pointer
/// is enough for a list, and there is a list in every task.
class RunnableList {
public:
    [[nodiscard]] bool empty() const { return last_ == nullptr; }

    void push(Runnable* item) {
        if (last_)
            item->next = std::exchange(last_->next, item);
        else
            item->next = item;
        last_ = item;
    }

    Runnable* pop() {
        if (!last_) return nullptr;
        Runnable* first = last_->next;
        if (first == last_)
            last_ = nullptr;
        else
            last_->next = first->next;
        return first;
    }

    void append(RunnableList& other) {
        if (other.empty()) return;
        if (last_) std::swap(last_->next, other.last_->next);
        last_ = std::exchange(other.last_, nullptr);
    }

    RunnableList take() { return RunnableList(std::exchange(last_, nullptr)); }

    /// The first item for which wanted(item) is true; null if there is none.
    template <class Wanted>
    Runnable* find(Wanted wanted) const {
        Runnable* item = last_;
        while (item) {
            item = item->next;
            if (wanted(item)) return item;
            if (item == last_) break;
        }
        return nullptr;
    }

    /// Takes one item out; looks through the list for it. False if not there.
    bool remove(Runnable* item) {
        Runnable* before = last_;
        const Runnable* found = find([&](Runnable* candidate) {
            if (candidate == item) return true;
            before = candidate;
            return false;
        });
        if (!found) return false;
        if (before == item) {  // it is alone
            last_ = nullptr;
            return true;
        }
        before->next = item->next;
        if (last_ == item) last_ = before;
        return true;
    }

    void drop_all() noexcept {
        while (Runnable* item = pop()) item->drop();
    }

    RunnableList() = default;

private:
    explicit RunnableList(Runnable* last) : last_(last) {}
    Runnable* last_ = nullptr;
};

/// Something that happens at a deadline. Not copyable: the queue points to it.
struct Timer {
    enum class Place : std::uint8_t { nowhere, in_order, heap, due };

    union {
        Timer* before = nullptr;  // neighbours, in a TimerList
        std::uint64_t slot;       // or who this is, in the heap
    };
    Timer* after = nullptr;
    time_point when{};
    std::uint64_t armed = 0;  // arming order; decides between equal deadlines
    Place place = Place::nowhere;

    Timer() = default;
    Timer(const Timer&) = delete;
    Timer& operator=(const Timer&) = delete;

    /// Called once, in the turn in which the deadline has passed.
    virtual void fire() = 0;
    /// Called instead of fire() if the loop ends first.
    virtual void abandon() noexcept {}

    [[nodiscard]] bool is_armed() const { return place != Place::nowhere; }
    [[nodiscard]] bool earlier_than(const Timer& other) const {
        return when != other.when ? when < other.when : armed < other.armed;
    }

protected:
    ~Timer() = default;
};

class TimerList {
public:
    [[nodiscard]] Timer* first() const { return first_; }
    [[nodiscard]] Timer* last() const { return last_; }

    void push(Timer& t) {
        t.before = last_;
        t.after = nullptr;
        (last_ ? last_->after : first_) = &t;
        last_ = &t;
    }

    void remove(Timer& t) {
        (t.before ? t.before->after : first_) = t.after;
        (t.after ? t.after->before : last_) = t.before;
    }

private:
    Timer* first_ = nullptr;
    Timer* last_ = nullptr;
};

/// Timers by deadline; equal deadlines in arming order.
///
/// Programs mostly arm the same duration again and again, so that each new
/// deadline is the latest: such timers wait in a list, already in order, and
/// cost a few instructions each. Others go to a heap. Whichever of the two
/// first elements is earlier is next.
class TimerQueue {
public:
    [[nodiscard]] Timer* first() {
        Timer* a = in_order_.first();
        if (heap_.empty()) return a;
        Timer* b = first_in_heap();
        return !a ? b : !b ? a : a->earlier_than(*b) ? a : b;
    }

    void arm(Timer& t, time_point when) {
        t.when = when;
        t.armed = ++armed_;
        if (!in_order_.last() || in_order_.last()->when <= when) {
            in_order_.push(t);
            t.place = Timer::Place::in_order;
        } else {
            put_in_heap(t);
        }
    }

    void disarm(Timer& t) {
        switch (t.place) {
            case Timer::Place::nowhere:
                return;
            case Timer::Place::in_order:
                in_order_.remove(t);
                break;
            case Timer::Place::due:
                due_.remove(t);
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
            disarm(*t);
            due_.push(*t);
            t->place = Timer::Place::due;
        }
    }

    [[nodiscard]] bool any_due() const { return due_.first() != nullptr; }
    /// The next one that is due, or, to shuffle them, the `skip`th from there.
    Timer* next_due(std::uint64_t skip = 0) {
        Timer* t = due_.first();
        for (; skip > 0 && t && t->after; --skip) t = t->after;
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
    // The heap does not point to the timers, which are spread over memory and
    // may be gone: a timer that is disarmed empties its slot, and its entry is
    // thrown away when it comes up, or when half of the entries are such.
    struct Entry {
        time_point when;
        std::uint64_t armed;
        std::uint64_t slot;
        [[nodiscard]] bool later_than(const Entry& other) const {
            return when != other.when ? when > other.when : armed > other.armed;
        }
    };

    Timer* first_in_heap();
    void put_in_heap(Timer& t);
    void forget_in_heap(Timer& t);
    void pop_heap();
    void throw_away_the_dead();

    TimerList in_order_;
    TimerList due_;
    std::vector<Entry> heap_;
    std::vector<Timer*> slots_;  // null: disarmed
    std::vector<std::uint64_t> free_slots_;
    std::size_t dead_ = 0;  // entries whose slot is empty
    std::uint64_t armed_ = 0;
};

}  // namespace aio::detail
