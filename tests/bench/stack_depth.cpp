// Shows that the stack does not grow with the length of a chain of awaits that do not suspend,
// whether nested or one after another. It is built without optimization, so the compiler turns no
// call into a jump.
//
//   build/release/bin/bench_stack        # ends with 1 if it grows
//   {"inside": [416, 416, 416], "after": [288, 288, 288]}
#include <aio/aio.hpp>

#include <algorithm>
#include <cstdint>
#include <cstdio>
#include <vector>

namespace {

std::uintptr_t deepest;

/// Called on both sides of each await: coroutines keep their variables on the heap, but functions
/// that they call use the stack.
[[gnu::noinline]] void note_depth() {
    deepest = std::min(deepest, reinterpret_cast<std::uintptr_t>(__builtin_frame_address(0)));
}

aio::Coroutine<int> inside(int length) {
    note_depth();
    const int below = length > 1 ? co_await inside(length - 1) : 0;
    note_depth();
    co_return below + 1;
}

aio::Coroutine<int> one() {
    note_depth();
    co_return 1;
}

aio::Coroutine<int> after(int length) {
    int sum = 0;
    for (int i = 0; i < length; ++i) {
        sum += co_await one();
        note_depth();
    }
    co_return sum;
}

// How much stack there is between here and the deepest call.
[[gnu::noinline]] long depth_of(aio::Coroutine<int> (*chain)(int), int length) {
    const auto here = reinterpret_cast<std::uintptr_t>(__builtin_frame_address(0));
    deepest = here;
    if (aio::run(chain(length)) != length) std::printf("wrong sum\n");
    return static_cast<long>(here - deepest);
}

/// Prints the depths for 10, 1,000 and 100,000 awaits. True if they are equal.
bool show(const char* name, aio::Coroutine<int> (*chain)(int)) {
    const long depths[] = {depth_of(chain, 10), depth_of(chain, 1000), depth_of(chain, 100'000)};
    std::printf("\"%s\": [%ld, %ld, %ld]", name, depths[0], depths[1], depths[2]);
    return depths[0] == depths[1] && depths[1] == depths[2];
}

}  // namespace

int main() {
    std::printf("{");
    const bool inside_is_flat = show("inside", inside);
    std::printf(", ");
    const bool after_is_flat = show("after", after);
    std::printf("}\n");
    return inside_is_flat && after_is_flat ? 0 : 1;
}
