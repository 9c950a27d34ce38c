// What gather, wait_for, shield and their like accept: a coroutine, a task or a
// future, by value or by name; and ranges of them.
#pragma once

#include <iterator>
#include <type_traits>
#include <utility>

#include <aio/task.hpp>

namespace aio::detail {

// Whatever can be awaited, as a future or task that is under way already.
template <class T>
Task<T> ensure_future(Coroutine<T>&& c) {
    return create_task(std::move(c));
}
template <class T>
Task<T> ensure_future(Coroutine<T>& c) {
    return create_task(std::move(c));
}
template <class T>
Task<T> ensure_future(const Task<T>& t) {
    return t;
}
template <class T>
Future<T> ensure_future(const Future<T>& f) {
    return f;
}

template <class A>
using Ensured = decltype(ensure_future(std::declval<A>()));
template <class A>
using ResultOf = typename std::remove_cvref_t<A>::value_type;

template <class A>
concept Gatherable = requires(A&& a) { ensure_future(static_cast<A&&>(a)); };
// Enough of std::ranges::input_range for what is needed here, without the half
// second that <ranges> costs each file that includes it.
template <class R>
concept GatherableRange = requires(R& r) {
    std::begin(r) != std::end(r);
    requires Gatherable<decltype(*std::begin(r))>;
};
template <class R>
using ElementOf = decltype(*std::begin(std::declval<R&>()));

}  // namespace aio::detail
