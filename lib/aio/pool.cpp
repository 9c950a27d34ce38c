#include <aio/detail/pool.hpp>

#include <memory>
#include <vector>

namespace aio::detail {
namespace {

constexpr std::size_t slab_size = 64 * 1024;

// The slabs of one thread. When the thread ends they go back to the system, and
// so the lists of free blocks, which point into them, are emptied.
struct Slabs {
    std::vector<std::unique_ptr<std::byte[]>> all;
    std::byte* next = nullptr;
    std::byte* end = nullptr;

    ~Slabs() {
        for (FreeBlock*& list : free_blocks) list = nullptr;
        if (live_blocks == 0) return;
        // Somebody still holds a handle, in a static variable perhaps: better
        // keep the memory than pull it from under them.
        for (auto& slab : all) (void)slab.release();
    }
};

thread_local Slabs slabs;

}  // namespace

void* cut_block(std::size_t size) {
    if (static_cast<std::size_t>(slabs.end - slabs.next) < size) {
        // new[] without (): the bytes stay untouched until a block is used.
        slabs.all.emplace_back(new std::byte[slab_size]);
        slabs.next = slabs.all.back().get();
        slabs.end = slabs.next + slab_size;
    }
    void* block = slabs.next;
    slabs.next += size;
    return block;
}

}  // namespace aio::detail
