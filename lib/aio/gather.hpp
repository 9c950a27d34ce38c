// gather(a, b, c): all of them at once, results in argument order.
//
//   aio::Coroutine<int> fetch(int page, std::chrono::seconds time) {
//       co_await aio::sleep(time);
//       co_return page;
//   }
//   aio::Coroutine<> program() {
//       auto [x, y] = co_await aio::gather(fetch(1, 3s), fetch(2, 1s));   // t = 3: 1 and 2
//   }
//
// Each coroutine becomes a task at the call, in argument order. The first one
// to fail ends the gather with its error, at once; the others run on. With
// `return_exceptions` nothing ends it early, and each result is an Outcome:
//
//   auto pages = co_await aio::gather(aio::return_exceptions, fetch(1, 3s), fetch(2, 1s));
//
// The trap: "the others run on" even where they use local variables of whoever gathered and
// has left because of the error. Where they do, use a task_group, which waits for all.
#pragma once

#include <utility>

#include <aio/detail/gather_state.hpp>
#include <aio/outcome.hpp>

namespace aio {

// What the compiler says if the co_await is forgotten, the same for each gather.
#define AIO_NODISCARD \
    [[nodiscard("gather starts them, but nobody waits for them: write co_await in front")]]

/// Schedules all of them now and returns a Future of their results: a
/// std::tuple, in argument order, with std::monostate for void; nothing if all
/// are void. Coroutines, including lvalues, are consumed; an awaitable that is given
/// twice runs once, and gives its result in both places. Like asyncio.gather.
///
/// Throws, when awaited, the first error of a child; that the child was cancelled is such
/// an error, and says nothing about the awaiter. The others run on; errors that come later
/// are neither thrown nor reported. RuntimeError, at the call, for a coroutine that was
/// awaited before, or if there is no loop to run it.
///
/// Cancelling the gather, or the task that awaits it, cancels every child that is not
/// done. CancelledError comes as soon as one of them has ended with it; others may still be
/// cleaning up then. False from cancel() if all are done.
///
/// A range of awaitables of one type, or a view that makes them, gives a
/// std::vector, or nothing for void. An empty one is done at once.
///
///   std::vector<aio::Coroutine<int>> pages;
///   for (int page = 1; page <= 9; ++page) pages.push_back(fetch(page, 3s));
///   std::vector<int> all = co_await aio::gather(pages);      // nine in 3 s
///
/// With return_exceptions in front, waits for all, whatever happens to some, and gives
/// an Outcome of each. If the gather itself is cancelled it still waits for all, then
/// throws CancelledError.
template <class... A>
    requires detail::GatherArguments<A...>
AIO_NODISCARD auto gather(A&&... awaitables) {
    return detail::gather_at({}, std::forward<A>(awaitables)...);
}

// The same for few, which is to say nearly always, and with the place of the call, for
// whoever observes: a default argument cannot stand behind a pack. (It could in the
// constructor of a class template `gather`. But then the statement `aio::gather(tasks);`,
// an await forgotten, would define a variable `tasks`.)
template <class A>
    requires detail::GatherArguments<A>
AIO_NODISCARD auto gather(A&& a, std::source_location call = std::source_location::current()) {
    return detail::gather_at(call, std::forward<A>(a));
}
template <class A, class B>
    requires detail::GatherArguments<A, B>
AIO_NODISCARD auto gather(A&& a, B&& b,
                          std::source_location call = std::source_location::current()) {
    return detail::gather_at(call, std::forward<A>(a), std::forward<B>(b));
}
template <class A, class B, class C>
    requires detail::GatherArguments<A, B, C>
AIO_NODISCARD auto gather(A&& a, B&& b, C&& c,
                          std::source_location call = std::source_location::current()) {
    return detail::gather_at(call, std::forward<A>(a), std::forward<B>(b), std::forward<C>(c));
}
template <class A, class B, class C, class D>
    requires detail::GatherArguments<A, B, C, D>
AIO_NODISCARD auto gather(A&& a, B&& b, C&& c, D&& d,
                          std::source_location call = std::source_location::current()) {
    return detail::gather_at(call, std::forward<A>(a), std::forward<B>(b), std::forward<C>(c),
                             std::forward<D>(d));
}

/// For what cannot be gathered, an error in words.
template <class... A>
    requires(!detail::GatherArguments<A...>)
Future<> gather(A&&...) {
    (detail::explain_not_gatherable<A, sizeof...(A)>(), ...);
    return {};
}

#undef AIO_NODISCARD

}  // namespace aio
