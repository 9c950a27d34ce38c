// What handles share: counted, and destroyed by the last one to go.
//
// All that waits and runs belongs to one loop and its thread, so nothing else here
// knows of other threads. Handles alone are copied and dropped on any thread: by the
// closures that are given to call_soon_threadsafe.
#pragma once

#include <atomic>
#include <cstdint>
#include <type_traits>
#include <utility>

#if __has_include(<sys/single_threaded.h>)
#include <sys/single_threaded.h>
#endif

#include <aio/detail/frame_pool.hpp>

namespace aio::detail {

/// Loops are told apart by numbers, which come again after 65,535 loops. 0: none.
using LoopId = std::uint16_t;

/// The loop that runs on this thread.
inline constinit thread_local LoopId loop_id = 0;

/// Whether this process has one thread only, so that counting needs no atomic
/// instruction, which takes twenty times as long. (std::shared_ptr does the same.)
inline bool is_only_thread() noexcept {
#if __has_include(<sys/single_threaded.h>)
    return __libc_single_threaded;
#else
    return false;
#endif
}

/// Base of what IntrusivePtrs count. Belongs to the loop that ran when it was made.
class RefCounted : public Pooled {
public:
    /// With so many handles that exist already: see IntrusivePtr::adopt().
    explicit RefCounted(std::uint32_t references = 0) : references_(references), loop_(loop_id) {}
    RefCounted(const RefCounted&) = delete;
    RefCounted& operator=(const RefCounted&) = delete;

    void add_ref(std::uint32_t n = 1) noexcept {
        if (is_only_thread())
            references_ += n;
        else
            std::atomic_ref(references_).fetch_add(n, std::memory_order_relaxed);
    }
    void release() {
        if (is_only_thread() ? --references_ == 0 : std::atomic_ref(references_).fetch_sub(1) == 1)
            is_here() ? destroy() : destroy_from_afar();
    }
    [[nodiscard]] bool is_shared() {
        return std::atomic_ref(references_).load(std::memory_order_relaxed) > 1;
    }

    /// Is its loop the one that runs here?
    [[nodiscard]] bool is_here() const { return loop_.load(std::memory_order_relaxed) == loop_id; }
    /// RuntimeError if its loop runs on another thread. Once that has ended, what is
    /// left can be used anywhere.
    void require_here() const {
        if (!is_here()) [[unlikely]]
            require_no_other_loop();
    }
    /// The last handle has gone; on the thread of its loop, if that still runs.
    virtual void destroy() { delete this; }

protected:
    virtual ~RefCounted() = default;
    [[nodiscard]] LoopId loop() const { return loop_.load(std::memory_order_relaxed); }
    void join_running_loop() { loop_.store(loop_id, std::memory_order_relaxed); }

private:
    void require_no_other_loop() const;
    void destroy_from_afar();

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
    /// Takes over a handle that has been counted.
    static IntrusivePtr adopt(S* p) {
        IntrusivePtr handle;
        handle.p_ = p;
        return handle;
    }
    IntrusivePtr(const IntrusivePtr& other) : IntrusivePtr(other.p_) {}
    IntrusivePtr(IntrusivePtr&& other) noexcept : p_(std::exchange(other.p_, nullptr)) {}
    template <class D>
        requires(std::is_base_of_v<S, D> && !std::is_same_v<S, D>)
    IntrusivePtr(const IntrusivePtr<D>& other) : IntrusivePtr(static_cast<S*>(other.get())) {}
    IntrusivePtr& operator=(IntrusivePtr other) noexcept {
        std::swap(p_, other.p_);
        return *this;
    }
    ~IntrusivePtr() {
        if (p_) p_->release();
    }

    [[nodiscard]] S* get() const { return p_; }
    S& operator*() const { return *p_; }
    S* operator->() const { return p_; }
    explicit operator bool() const { return p_ != nullptr; }
    friend bool operator==(const IntrusivePtr&, const IntrusivePtr&) = default;

private:
    S* p_ = nullptr;
};

}  // namespace aio::detail
