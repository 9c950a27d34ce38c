// Recycled memory for coroutine frames and tasks.
//
// A program that awaits much makes and frees a frame at every call. In a first measurement, malloc
// for each was the greatest single cost; here a block goes back to a list of blocks of its size,
// and the next frame takes it from there, which costs a few instructions. Blocks are cut from
// slabs, without a header. A block stays with the thread that frees it.
//
// Under AddressSanitizer and ThreadSanitizer every block is malloc's own: a recycled block would
// hide the use after free that they are there to find. To link a file with the sanitizer to a
// library without it, define AIO_RECYCLES_FRAMES=1, so that both agree on who owns a block.
#pragma once

#include <cstddef>
#include <new>

#if !defined(AIO_RECYCLES_FRAMES) && (defined(__SANITIZE_ADDRESS__) || defined(__SANITIZE_THREAD__))
#define AIO_RECYCLES_FRAMES 0
#elif !defined(AIO_RECYCLES_FRAMES) && defined(__has_feature)
#if __has_feature(address_sanitizer) || __has_feature(thread_sanitizer)
#define AIO_RECYCLES_FRAMES 0
#endif
#endif
#ifndef AIO_RECYCLES_FRAMES
#define AIO_RECYCLES_FRAMES 1
#endif

namespace aio::detail {

/// How many more blocks this thread has taken than freed: tests count them to prove that
/// nothing leaks. Frames, tasks, futures and their callbacks all live in blocks.
inline constinit thread_local std::size_t live_blocks = 0;

inline constexpr std::size_t block_step = 16;         // sizes are rounded up to this
inline constexpr std::size_t largest_recycled = 512;  // larger blocks are malloc's

struct FreeBlock {
    FreeBlock* next;
};

/// One list of free blocks for each size, on this thread.
inline constinit thread_local FreeBlock* free_blocks[largest_recycled / block_step + 1] = {};

/// Takes a block from a new or half-used slab (frame_pool.cpp).
void* cut_block(std::size_t size);

/// For a thread that frees what others have made: when it ends, its free blocks are passed on to
/// another thread, like those of a thread that made some.
void pass_blocks_on();

inline void* allocate(std::size_t bytes) {
    ++live_blocks;
#if AIO_RECYCLES_FRAMES
    if (bytes <= largest_recycled) {
        const std::size_t n = (bytes + block_step - 1) / block_step;
        if (FreeBlock* block = free_blocks[n]) [[likely]] {
            free_blocks[n] = block->next;
            return block;
        }
        return cut_block(n * block_step);
    }
#endif
    return ::operator new(bytes);
}

inline void deallocate(void* p, std::size_t bytes) noexcept {
    --live_blocks;
#if AIO_RECYCLES_FRAMES
    if (bytes <= largest_recycled) {
        const std::size_t n = (bytes + block_step - 1) / block_step;
        free_blocks[n] = ::new (p) FreeBlock{free_blocks[n]};
        return;
    }
#endif
    ::operator delete(p, bytes);
}

/// Frames larger than this take the slow path. While a run is observed, or in debug mode, that is
/// every frame, so that its creation and its end can be reported.
inline constinit thread_local std::size_t largest_unwatched_frame = largest_recycled;

void* allocate_frame_slowly(std::size_t bytes);
void deallocate_frame_slowly(void* p, std::size_t bytes) noexcept;

inline void* allocate_frame(std::size_t bytes) {
    if (bytes > largest_unwatched_frame) [[unlikely]]
        return allocate_frame_slowly(bytes);
    return allocate(bytes);
}

inline void deallocate_frame(void* p, std::size_t bytes) noexcept {
    if (bytes > largest_unwatched_frame) [[unlikely]]
        return deallocate_frame_slowly(p, bytes);
    deallocate(p, bytes);
}

/// Base of what lives in a recycled block. With a virtual destructor, the derived class's size is
/// freed.
struct Pooled {
    static void* operator new(std::size_t bytes) { return allocate(bytes); }
    static void operator delete(void* p, std::size_t bytes) noexcept { deallocate(p, bytes); }
};

}  // namespace aio::detail
