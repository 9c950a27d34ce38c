// Refuses compilers that accept these headers and then miscompile programs. CMake refuses them, too
// (lib/cmake/NineCompiler.cmake), but not everybody uses it.
#pragma once

#if defined(__apple_build_version__)
#if __clang_major__ < 15  // Apple counts by Xcode: this is LLVM's 16
#error \
    "aio: this Apple clang is too old: its coroutines and source locations are incomplete. What to do: use Xcode 15, clang++ 16, g++ 13, or newer."
#endif
#elif defined(__clang__)
#if __clang_major__ < 16
#error \
    "aio: this clang is too old: before 16 its coroutines and source locations are incomplete. What to do: use clang++ 16, g++ 13, or newer."
#endif
#elif defined(__GNUC__)
#if __GNUC__ < 13
#error \
    "aio: this g++ is too old: before 13 it silently miscompiles ordinary statements such as `if (co_await ready())` (GCC bug PR 106188 and its family). What to do: use g++ 13, clang++ 16, or newer."
#endif
#endif
