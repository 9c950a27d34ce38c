// gather(a, b, c): all of them at once, results in argument order.
//
//   auto [x, y] = co_await aio::gather(fetch(1), fetch(2));
//   std::vector<int> all = co_await aio::gather(coroutines);
//
// Each coroutine becomes a task at the call, in argument order. The first one
// to fail ends the gather with its error, at once; the others run on. With
// `return_exceptions` nothing ends it early, and each result is an Outcome.
#pragma once

#include <exception>
#include <optional>
#include <tuple>
#include <utility>
#include <variant>
#include <vector>

#include <aio/detail/ensure.hpp>
#include <aio/detail/watcher.hpp>
#include <aio/task.hpp>

namespace aio {

/// gather(return_exceptions, ...): errors come as results, in their places.
struct ReturnExceptions {};
inline constexpr ReturnExceptions return_exceptions{};

/// How one of several ended: with a value, an error, or cancelled.
template <class T>
class Outcome {
public:
    using Stored = std::conditional_t<std::is_void_v<T>, std::monostate, T>;

    Outcome(Stored value) : value_(std::move(value)) {}
    Outcome(std::exception_ptr error, bool cancelled)
        : error_(std::move(error)), cancelled_(cancelled) {}

    [[nodiscard]] bool has_value() const { return value_.has_value(); }
    explicit operator bool() const { return has_value(); }
    /// The value; or throws the error instead, CancelledError if cancelled.
    const Stored& value() const& {
        if (error_) std::rethrow_exception(error_);
        return *value_;
    }
    Stored&& value() && {
        if (error_) std::rethrow_exception(error_);
        return std::move(*value_);
    }
    const Stored& operator*() const& { return value(); }
    Stored&& operator*() && { return std::move(*this).value(); }
    const Stored* operator->() const { return &value(); }
    /// The error; null if there is a value.
    [[nodiscard]] std::exception_ptr exception() const { return error_; }
    [[nodiscard]] bool cancelled() const { return cancelled_; }

private:
    std::optional<Stored> value_;
    std::exception_ptr error_;
    bool cancelled_ = false;
};

namespace detail {

template <class T>
inline constexpr bool copies<Outcome<T>> = copies<typename Outcome<T>::Stored>;

template <class T>
using Stored = typename Outcome<T>::Stored;

/// What a finished child gives: moved out if nobody else can ask for it.
template <class T, class Handle>
Stored<T> take_value(const Handle& child) {
    auto& state = *child.state();
    if constexpr (std::is_void_v<T>) {
        state.rethrow();
        return {};
    } else {
        return result_of<T>(state, state, !state.is_shared());
    }
}

template <class T, class Handle>
Outcome<T> take_outcome(const Handle& child) {
    auto& state = *child.state();
    state.mark_retrieved();
    if (auto error = state.failure()) return {std::move(error), state.cancelled()};
    return Outcome<T>(take_value<T>(child));
}

/// The part of a gather that does not depend on the results' types.
class GatherBase : public Watcher {
protected:
    GatherBase(FutureBase& outer, bool errors_are_results)
        : Watcher(outer), outer_(outer), errors_are_results_(errors_are_results) {}

    bool cancel_children(const std::string& message);
    [[nodiscard]] std::string describe_children() const;
    /// Every child has ended well, or errors are results: completes the gather.
    virtual void collect() = 0;

public:
    /// Called once, when every child is in place: counts those that are done.
    void begin();

private:
    void child_ended(std::size_t index) override;

    FutureBase& outer_;
    std::size_t ended_ = 0;
    bool errors_are_results_;
    bool cancel_requested_ = false;
};

/// The future that a gather is. Handles: a tuple or a vector of the children.
template <class Result, class Handles, class Collect>
class GatherState final : public FutureState<Result>, public GatherBase {
public:
    GatherState(Handles handles, bool errors_are_results)
        : GatherBase(*this, errors_are_results), handles_(std::move(handles)) {
        Collect::for_each(handles_, [this](std::size_t count) { reserve(count); },
                          [this](auto& handle) { add(*handle.state()); });
    }
    bool cancel(const std::string& message) override { return cancel_children(message); }
    [[nodiscard]] std::string describe() const override { return describe_children(); }

private:
    void collect() override {
        if constexpr (!std::is_void_v<Result>) this->value.emplace(Collect::results(handles_));
        this->complete(FutureBase::State::finished);
    }
    Handles handles_;
};

template <bool with_outcomes, class T>
struct ResultFrom {
    using type = Stored<T>;
    template <class Handle>
    static type take(const Handle& child) { return take_value<T>(child); }
};
template <class T>
struct ResultFrom<true, T> {
    using type = Outcome<T>;
    template <class Handle>
    static type take(const Handle& child) { return take_outcome<T>(child); }
};

/// Children of different types, in a tuple.
template <bool with_outcomes, class... T>
struct CollectTuple {
    using Result = std::conditional_t<!with_outcomes && (std::is_void_v<T> && ...), void,
                                      std::tuple<typename ResultFrom<with_outcomes, T>::type...>>;

    template <class Handles, class Count, class F>
    static void for_each(Handles& handles, Count count, F f) {
        count(sizeof...(T));
        std::apply([&](auto&... handle) { (f(handle), ...); }, handles);
    }
    template <class Handles>
    static auto results(const Handles& handles) {
        return std::apply(
            [](const auto&... handle) {
                return std::tuple{ResultFrom<with_outcomes, T>::take(handle)...};
            },
            handles);
    }
};

/// Children of one type, in a vector.
template <bool with_outcomes, class T>
struct CollectVector {
    using Result = std::conditional_t<!with_outcomes && std::is_void_v<T>, void,
                                      std::vector<typename ResultFrom<with_outcomes, T>::type>>;

    template <class Handles, class Count, class F>
    static void for_each(Handles& handles, Count count, F f) {
        count(handles.size());
        for (auto& handle : handles) f(handle);
    }
    template <class Handles>
    static Result results(const Handles& handles) {
        Result all;
        all.reserve(handles.size());
        for (const auto& handle : handles) all.push_back(ResultFrom<with_outcomes, T>::take(handle));
        return all;
    }
};

template <class Collect, class Handles>
auto start_gather(Handles handles, bool errors_are_results) {
    using Result = typename Collect::Result;
    auto* state = new GatherState<Result, Handles, Collect>(std::move(handles), errors_are_results);
    const Ref<FutureState<Result>> future(state);
    state->begin();
    return Future<Result>(future);
}

template <bool with_outcomes, class... A>
auto gather_tuple(A&&... awaitables) {
    // Braces, so that the tasks are created from left to right.
    std::tuple<Ensured<A>...> handles{ensure_future(std::forward<A>(awaitables))...};
    return start_gather<CollectTuple<with_outcomes, ResultOf<A>...>>(std::move(handles), with_outcomes);
}

template <bool with_outcomes, class R>
auto gather_range(R&& range) {
    std::vector<Ensured<ElementOf<R>>> handles;
    if constexpr (requires { range.size(); }) handles.reserve(range.size());
    for (auto&& awaitable : range)
        handles.push_back(ensure_future(std::forward<decltype(awaitable)>(awaitable)));
    return start_gather<CollectVector<with_outcomes, ResultOf<ElementOf<R>>>>(std::move(handles),
                                                                             with_outcomes);
}

}  // namespace detail

/// Schedules all of them now and returns a Future of their results: a
/// std::tuple, in argument order, with std::monostate for void; nothing if all
/// are void. Coroutines, also those passed as lvalues, are taken over.
///
/// Throws, when awaited, the first error of a child; that the child was
/// cancelled is such an error. The others run on, and later errors are silent.
/// Cancelling the gather cancels every child that is not done.
/// As asyncio.gather.
template <class... A>
    requires(detail::Gatherable<A> && ...)
[[nodiscard]] auto gather(A&&... awaitables) {
    return detail::gather_tuple<false>(std::forward<A>(awaitables)...);
}

/// The same for a range of awaitables of one type, or a view that makes them:
/// gives a std::vector, or nothing for void.
template <detail::GatherableRange R>
    requires(!detail::Gatherable<R>)
[[nodiscard]] auto gather(R&& range) {
    return detail::gather_range<false>(std::forward<R>(range));
}

/// Waits for all, whatever happens to some, and gives an Outcome of each. If
/// the gather itself is cancelled it still waits for all, then throws
/// CancelledError.
template <class... A>
    requires(detail::Gatherable<A> && ...)
[[nodiscard]] auto gather(ReturnExceptions, A&&... awaitables) {
    return detail::gather_tuple<true>(std::forward<A>(awaitables)...);
}
template <detail::GatherableRange R>
    requires(!detail::Gatherable<R>)
[[nodiscard]] auto gather(ReturnExceptions, R&& range) {
    return detail::gather_range<true>(std::forward<R>(range));
}

}  // namespace aio
