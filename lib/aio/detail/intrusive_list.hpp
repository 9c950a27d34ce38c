// A list whose links are part of its elements, so that adding and removing allocate nothing.
//
//   struct Ready : ListNode<Ready> {};                  // linked forwards only
//   struct Waiter : ListNode<Waiter, both_ways> {};     // taken out from anywhere
//   IntrusiveList<Waiter, both_ways> waiters;
//
// An element can be in one list for each ListNode that it derives from. The list owns nothing: an
// element must be taken out before it is destroyed.
#pragma once

#include <utility>

namespace aio::detail {

enum Links { forwards, both_ways };

template <class T, Links links = forwards>
struct ListNode {
    T* next = nullptr;
};

template <class T>
struct ListNode<T, both_ways> {
    T* next = nullptr;
    T* before = nullptr;
};

/// First in, first out. The links form a circle: the last element points to the
/// first. So a list is one pointer (there is one in every task), and a whole list
/// is appended in one step, which is how a future wakes all that wait for it.
///
/// With links both ways an element is taken out directly; otherwise it is searched for.
template <class T, Links links = forwards>
class IntrusiveList {
public:
    IntrusiveList() = default;

    [[nodiscard]] bool empty() const { return last_ == nullptr; }
    [[nodiscard]] T* first() const { return last_ ? node(last_).next : nullptr; }
    [[nodiscard]] T* last() const { return last_; }
    /// The one after `item`; null if it is the last.
    [[nodiscard]] T* after(const T* item) const {
        return item == last_ ? nullptr : node(item).next;
    }

    void push(T* item) {
        if (!last_) {
            link(item, item);
        } else {
            link(item, node(last_).next);
            link(last_, item);
        }
        last_ = item;
    }

    /// Takes the first one out; null if there is none.
    T* pop() {
        if (!last_) return nullptr;
        T* item = node(last_).next;
        unlink(item, last_);
        return item;
    }

    /// Takes out an element of this list. False if it is not in it, which only a list that is
    /// linked forwards can detect.
    bool remove(T* item) {
        if constexpr (links == both_ways) {
            unlink(item, node(item).before);
            return true;
        } else {
            T* before = last_;
            const T* found = find([&](T* candidate) {
                if (candidate == item) return true;
                before = candidate;
                return false;
            });
            if (found) unlink(item, before);
            return found;
        }
    }

    void append(IntrusiveList& other)
        requires(links == forwards)
    {
        if (other.empty()) return;
        if (last_) std::swap(node(last_).next, node(other.last_).next);
        last_ = std::exchange(other.last_, nullptr);
    }

    IntrusiveList take() { return IntrusiveList(std::exchange(last_, nullptr)); }

    /// The first one for which wanted(item) is true; null if there is none.
    template <class Wanted>
    T* find(Wanted wanted) const {
        for (T* item = first(); item; item = after(item))
            if (wanted(item)) return item;
        return nullptr;
    }

private:
    using Node = ListNode<T, links>;

    explicit IntrusiveList(T* last) : last_(last) {}

    static Node& node(T* item) { return *item; }
    static const Node& node(const T* item) { return *item; }
    static void link(T* before, T* after) {
        node(before).next = after;
        if constexpr (links == both_ways) node(after).before = before;
    }
    void unlink(T* item, T* before) {
        if (before == item) {  // it is alone
            last_ = nullptr;
            return;
        }
        link(before, node(item).next);
        if (last_ == item) last_ = before;
    }

    T* last_ = nullptr;
};

}  // namespace aio::detail
