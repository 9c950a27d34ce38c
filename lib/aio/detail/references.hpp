// In debug mode: finds coroutines that outlive what they were given a reference to. That is a
// mistake in the program, and C++ does not report it:
//
//   aio::Coroutine<> program() {
//       int count = 0;
//       aio::create_task(counts(count));   // a leftover: it runs when `count` is gone
//       co_await aio::sleep(1s);
//   }
//
// Each coroutine notes where its reference parameters point; when a frame is freed, it is looked up
// among these places. Objects outside frames are not seen.
#pragma once

#include <cstddef>
#include <initializer_list>
#include <memory>
#include <type_traits>

#include <aio/detail/core.hpp>

namespace aio::detail {

/// An object that a task may still wait in when it goes: see primitive.hpp.
template <class X>
inline constexpr bool is_primitive = false;

template <class Param>
inline constexpr bool may_dangle =
    std::is_lvalue_reference_v<Param> && !is_primitive<std::remove_cvref_t<Param>> &&
    !std::is_function_v<std::remove_cvref_t<Param>>;

/// Where a parameter refers to; null if it is a value.
template <class Param>
const void* referred_to(const std::remove_reference_t<Param>& param) {
    if constexpr (may_dangle<Param>)
        return std::addressof(param);
    else
        return nullptr;
}

void note_references(const Frame& frame, std::initializer_list<const void*> objects);
/// A frame is being freed: reports who still refers into it.
void forget_references(const void* block, std::size_t bytes) noexcept;

}  // namespace aio::detail
