#include <aio/detail/frame_pool.hpp>

#include <sys/mman.h>

#include <algorithm>
#include <array>
#include <cstdlib>
#include <iterator>
#include <mutex>
#include <utility>
#include <vector>

namespace aio::detail {
namespace {

constexpr std::size_t first_slab = 64 * 1024;
constexpr std::size_t largest_slab = 2 * 1024 * 1024;  // one huge page, where they exist

/// What a thread cuts blocks from: slabs, each twice as large as the one before.
struct Supply {
    std::byte* next = nullptr;
    std::byte* end = nullptr;
    std::size_t size = first_slab / 2;
    std::array<FreeBlock*, std::size(free_blocks)> free{};  // while no thread has it

    void add_slab() {
        size = std::min(size * 2, largest_slab);
        void* slab = std::aligned_alloc(size, size);
        if (!slab) throw std::bad_alloc();
        // A page fault for each 4 KiB would cost more than filling them.
        if (size == largest_slab) madvise(slab, size, MADV_HUGEPAGE);
        next = static_cast<std::byte*>(slab);
        end = next + size;
    }
};

// Slabs are not returned to the system: when the thread that made them ends, a handle in another
// thread, or a static variable, may still point into them. The next thread that begins reuses them.
struct Depot {
    std::mutex mutex;
    std::vector<Supply> left;
};

Depot& depot() {
    static Depot& the_one = *new Depot;  // outlives every thread
    return the_one;
}

class ThreadSupply {
public:
    ThreadSupply() {
        const std::lock_guard lock(depot().mutex);
        if (depot().left.empty()) return;
        supply_ = depot().left.back();
        depot().left.pop_back();
        for (std::size_t n = 0; n < supply_.free.size(); ++n) add_behind(n, supply_.free[n]);
    }
    ~ThreadSupply() {
        for (std::size_t n = 0; n < supply_.free.size(); ++n)
            supply_.free[n] = std::exchange(free_blocks[n], nullptr);
        const std::lock_guard lock(depot().mutex);
        depot().left.push_back(supply_);
    }
    ThreadSupply(const ThreadSupply&) = delete;
    ThreadSupply& operator=(const ThreadSupply&) = delete;

    void* cut(std::size_t bytes) {
        if (static_cast<std::size_t>(supply_.end - supply_.next) < bytes) supply_.add_slab();
        return std::exchange(supply_.next, supply_.next + bytes);
    }

private:
    // This thread may have freed blocks before it needed its first.
    static void add_behind(std::size_t n, FreeBlock* list) {
        FreeBlock** end = &free_blocks[n];
        while (*end) end = &(*end)->next;
        *end = list;
    }

    Supply supply_;
};

thread_local ThreadSupply supply;

}  // namespace

void pass_blocks_on() { static_cast<void>(&supply); }

void* cut_block(std::size_t size) {
    ThreadSupply& own = supply;
    // Free blocks may have come with the supply, if this is the thread's first.
    FreeBlock*& list = free_blocks[size / block_step];
    if (list) return std::exchange(list, list->next);
    return own.cut(size);
}

}  // namespace aio::detail
