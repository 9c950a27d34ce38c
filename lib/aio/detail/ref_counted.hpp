// What handles share: a counted object that is destroyed with its last handle.
//
// What waits and runs belongs to one loop, and so to one thread. Handles alone are
// copied and dropped on any thread, by closures on their way to call_soon_threadsafe.
// Atomic counts would make every await more expensive for their sake; so there are two counts:
//
//   the loop's own thread   references_          a plain number that nobody else touches
//   all other threads       a table in ref_counted.cpp, under a mutex
//
// When the first comes to zero, or the second falls below zero, the loop's thread adds them up.
// (Choi, Shull, Torrellas: "Biased Reference Counting", PACT 2018.) Objects that belong to no
// running loop are counted under the mutex by all threads.
#pragma once

#include <atomic>
#include <cstdint>
#include <functional>
#include <type_traits>
#include <utility>

#include <aio/detail/frame_pool.hpp>

namespace aio::detail {

class Core;

/// Loops are identified by numbers, which repeat after 65,534 loops.
using LoopId = std::uint16_t;
inline constexpr LoopId no_loop = 0;                           // of a thread that runs none
inline constexpr LoopId unattached = static_cast<LoopId>(-1);  // of an object without one

/// The loop that runs on this thread; and the one that new objects belong to.
inline constinit thread_local LoopId loop_here = no_loop;
inline constinit thread_local LoopId loop_of_new = unattached;

/// How many objects have a count in the table.
inline constinit std::atomic<std::uint32_t> counted_elsewhere = 0;

/// Base of what IntrusivePtrs count. It belongs to the loop that was running when it was made, or
/// else to the one that uses it first.
class RefCounted : public Pooled {
public:
    /// Starts with this many existing handles: see IntrusivePtr::adopt().
    explicit RefCounted(std::uint32_t references = 0)
        : references_(references), loop_(loop_of_new) {}
    /// For an object that no handle counts, because it lives in a coroutine's frame.
    struct Uncounted {};
    explicit RefCounted(Uncounted) : references_(0), loop_(unattached) {}
    RefCounted(const RefCounted&) = delete;
    RefCounted& operator=(const RefCounted&) = delete;

    void add_ref() {
        if (!is_here()) [[unlikely]]
            return add_ref_elsewhere();
        ++references_;
    }
    /// require_here(), and add_ref().
    void add_ref_here() {
        if (!is_here()) [[unlikely]] {
            come_here(true);
            return add_ref();
        }
        ++references_;
    }
    void release() {
        if (!is_here()) [[unlikely]]
            return release_elsewhere();
        if (--references_ == 0) none_left_here();
    }
    /// Whether there may be another handle.
    [[nodiscard]] bool is_shared() const {
        return !is_here() || references_ > 1 || counted_elsewhere.load(std::memory_order_relaxed);
    }

    /// Whether it belongs to the loop that runs on this thread.
    [[nodiscard]] bool is_here() const {
        return loop_.load(std::memory_order_relaxed) == loop_here;
    }
    /// Called before it is used. RuntimeError if its loop runs on another thread. If its loop does
    /// not run, it belongs from now on to the one that runs here.
    void require_here() {
        if (!is_here()) [[unlikely]]
            come_here(true);
    }
    [[nodiscard]] LoopId loop() const { return loop_.load(std::memory_order_relaxed); }
    /// What require_here() does; and the same for what may stay with a loop that has ended.
    void come_here(bool from_an_ended_loop);
    /// "this queue", for errors. Called on any thread.
    [[nodiscard]] virtual const char* kind() const noexcept { return "this handle"; }

    /// On the loop's thread: adds up both counts.
    void add_up();

protected:
    virtual ~RefCounted() = default;
    /// The last handle has gone. Called on the thread of its loop, if that still runs.
    virtual void destroy() { delete this; }
    void add_refs(std::uint32_t n) {
        for (; n > 0; --n) add_ref();
    }
    /// Whether its loop has ended. Not for an object of this thread's loop.
    [[nodiscard]] bool loop_has_ended() const;

private:
    void add_ref_elsewhere();
    void release_elsewhere();
    void none_left_here() {
        if (counted_elsewhere.load(std::memory_order_relaxed)) [[unlikely]]
            return add_up();
        destroy();
    }
    void settle();

    std::uint32_t references_;
    std::atomic<LoopId> loop_;
};

template <class S>
class IntrusivePtr {
public:
    IntrusivePtr() = default;
    explicit IntrusivePtr(S* p) : p_(p) {
        if (p_) p_->add_ref();
    }
    /// Takes over a handle that was counted when the object was made.
    static IntrusivePtr adopt(S* p) {
        IntrusivePtr handle;
        handle.p_ = p;
        return handle;
    }
    /// A handle for use: see RefCounted::require_here().
    static IntrusivePtr of_here(S* p) {
        p->add_ref_here();
        return adopt(p);
    }
    IntrusivePtr(const IntrusivePtr& other) : IntrusivePtr(other.p_) {}
    IntrusivePtr(IntrusivePtr&& other) noexcept : p_(std::exchange(other.p_, nullptr)) {}
    template <class D>
        requires(std::is_base_of_v<S, D> && !std::is_same_v<S, D>)
    IntrusivePtr(const IntrusivePtr<D>& other) : IntrusivePtr(static_cast<S*>(other.get())) {}
    template <class D>
        requires(std::is_base_of_v<S, D> && !std::is_same_v<S, D>)
    IntrusivePtr(IntrusivePtr<D>&& other) noexcept : p_(other.give_up()) {}
    IntrusivePtr& operator=(IntrusivePtr other) noexcept {
        std::swap(p_, other.p_);
        return *this;
    }
    ~IntrusivePtr() {
        if (p_) p_->release();
    }

    /// The object, still counted; the caller adopts it.
    [[nodiscard]] S* give_up() { return std::exchange(p_, nullptr); }
    [[nodiscard]] S* get() const { return p_; }
    S& operator*() const { return *p_; }
    S* operator->() const { return p_; }
    explicit operator bool() const { return p_ != nullptr; }
    friend bool operator==(const IntrusivePtr&, const IntrusivePtr&) = default;

private:
    S* p_ = nullptr;
};

// --- For the loop ------------------------------------------------------------

/// The loop begins.
[[nodiscard]] LoopId add_loop(Core& loop);
/// It runs on this thread: what is made from now on belongs to it. Returns the loop before.
LoopId be_in_loop(LoopId loop);
/// A loop that exists but does not run may be read on its thread.
void set_paused(LoopId loop, bool paused);
/// Adds up the objects that other threads have asked this one to.
void add_up_returned();
/// It ends, and the thread is back in the loop before it. False if there is something to add up
/// first.
[[nodiscard]] bool leave_loop(LoopId before);

/// Runs f soon on the thread of the object's loop. False, without effect, if that loop does not run
/// or is ending.
bool call_at_home(const RefCounted& object, std::function<void()>& f);

}  // namespace aio::detail
