#include <aio/detail/frame_pool.hpp>

#include <sys/mman.h>

#include <algorithm>
#include <cstdlib>
#include <vector>

namespace aio::detail {
namespace {

constexpr std::size_t first_slab = 64 * 1024;
constexpr std::size_t largest_slab = 2 * 1024 * 1024;  // one huge page, where there are such

// The slabs of one thread, each twice as large as the one before. When the
// thread ends they go back to the system, and so the lists of free blocks, which
// point into them, are emptied.
struct Slabs {
    std::vector<void*> all;
    std::byte* next = nullptr;
    std::byte* end = nullptr;
    std::size_t size = first_slab / 2;

    void add() {
        size = std::min(size * 2, largest_slab);
        void* slab = std::aligned_alloc(size, size);
        if (!slab) throw std::bad_alloc();
        all.push_back(slab);
        // A page fault for each 4 KiB would cost more than filling them.
        if (size == largest_slab) madvise(slab, size, MADV_HUGEPAGE);
        next = static_cast<std::byte*>(slab);
        end = next + size;
    }

    ~Slabs() {
        for (FreeBlock*& list : free_blocks) list = nullptr;
        // If somebody still holds a handle, in a static variable perhaps: better
        // keep the memory than pull it from under them.
        if (live_blocks > 0) return;
        for (void* slab : all) std::free(slab);
    }
};

thread_local Slabs slabs;

}  // namespace

void* cut_block(std::size_t size) {
    if (static_cast<std::size_t>(slabs.end - slabs.next) < size) slabs.add();
    void* block = slabs.next;
    slabs.next += size;
    return block;
}

}  // namespace aio::detail
