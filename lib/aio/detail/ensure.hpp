// What gather, wait_for, shield and their like accept: a coroutine, a task or a
// future, by value or by name; and ranges of them.
#pragma once

#include <cstddef>
#include <iterator>
#include <source_location>
#include <type_traits>
#include <utility>
#include <vector>

#include <aio/any_future.hpp>
#include <aio/task.hpp>

namespace aio::detail {

// Anything that can be awaited, as a future or task that is already under way.
template <class T>
Task<T> ensure(Coroutine<T>&& c, std::source_location call) {
    return create_task(std::move(c), {}, call);
}
template <class T>
Task<T> ensure(Coroutine<T>& c, std::source_location call) {
    return create_task(std::move(c), {}, call);
}
template <class T>
Task<T> ensure(const Task<T>& t, std::source_location) {
    return t;
}
template <class T>
Future<T> ensure(const Future<T>& f, std::source_location) {
    return f;
}

inline AnyFuture ensure(const AnyFuture& f, std::source_location) { return f; }

template <class A>
using Ensured = decltype(ensure(std::declval<A>(), {}));
template <class A>
using ResultOf = typename std::remove_cvref_t<A>::value_type;

template <class A>
concept Gatherable = requires(A&& a) { ensure(static_cast<A&&>(a), {}); };
// As much of std::ranges::input_range as is needed here, without the half second that <ranges>
// costs each file that includes it.
template <class R>
concept GatherableRange = requires(R& r) {
    std::begin(r) != std::end(r);
    requires Gatherable<decltype(*std::begin(r))>;
};
template <class R>
using ElementOf = decltype(*std::begin(std::declval<R&>()));

/// Makes handles of several arguments. One coroutine object given twice becomes one task, as in
/// asyncio; so those passed by name are remembered.
template <std::size_t n>
class EnsureEach {
public:
    explicit EnsureEach(std::source_location call) : call_(call) {}

    template <class T>
    Task<T> operator()(Coroutine<T>& coroutine) {
        if (coroutine.spent())
            for (std::size_t i = 0; i < count_; ++i)
                if (given_[i].object == &coroutine) return Task<T>(given_[i].template task<T>());
        Task<T> task = ensure(coroutine, call_);
        given_[count_++] = {&coroutine, task.any_state().get()};
        return task;
    }
    template <class A>
    Ensured<A> operator()(A&& awaitable) {
        return ensure(std::forward<A>(awaitable), call_);
    }

private:
    struct Given {
        const void* object;
        TaskBase* state;
        template <class T>
        [[nodiscard]] auto task() const {
            return IntrusivePtr<TaskStateFor<T>>(static_cast<TaskStateFor<T>*>(state));
        }
    };
    std::source_location call_;
    Given given_[n];
    std::size_t count_ = 0;
};

/// How many elements come before this one, or before the same object.
template <class R, class Element>
std::size_t first_place(R& range, const Element& wanted, std::size_t before) {
    std::size_t place = 0;
    for (auto&& element : range) {
        if (place == before || &element == &wanted) break;
        ++place;
    }
    return place;
}

/// The handles of a range's elements; a coroutine that comes twice is one task here,
/// too. Duplicates are only looked for where an element is consumed: the others pay nothing.
template <class R>
auto ensure_all(R& range, std::source_location call) {
    std::vector<Ensured<ElementOf<R>>> handles;
    if constexpr (requires { range.size(); }) handles.reserve(range.size());
    for (auto&& awaitable : range) {
        if constexpr (requires { awaitable.spent(); }) {
            std::size_t place = handles.size();
            if (awaitable.spent()) place = first_place(range, awaitable, place);
            if (place < handles.size()) {
                handles.push_back(handles[place]);
                continue;
            }
        }
        handles.push_back(ensure(std::forward<decltype(awaitable)>(awaitable), call));
    }
    return handles;
}

/// Leaves out duplicates, like asyncio's sets: the first position of each counts.
template <class Handle>
void drop_repeated(std::vector<Handle>& handles) {
    std::erase_if(handles, [](const Handle& h) { return h.state()->set_mark(true); });
    for (const Handle& handle : handles) handle.state()->set_mark(false);
}

}  // namespace aio::detail

namespace aio {

/// A task for a coroutine, as create_task makes it; a task or future stays what it is.
/// For functions that take either. RuntimeError if no loop is running or the coroutine was
/// awaited before. Like asyncio.ensure_future.
template <class A>
    requires detail::Gatherable<A>
detail::Ensured<A> ensure_future(A&& awaitable,
                                 std::source_location call = std::source_location::current()) {
    return detail::ensure(std::forward<A>(awaitable), call);
}

}  // namespace aio
