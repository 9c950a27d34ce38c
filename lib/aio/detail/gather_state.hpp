// How a gather waits for its children and collects their results. Not for users.
#pragma once

#include <concepts>
#include <exception>
#include <source_location>
#include <string>
#include <tuple>
#include <utility>
#include <vector>

#include <aio/detail/ensure.hpp>
#include <aio/detail/watcher.hpp>
#include <aio/outcome.hpp>
#include <aio/task.hpp>

namespace aio::detail {

template <class T>
inline constexpr bool copies<Outcome<T>> = copies<typename Outcome<T>::Stored>;

template <class T>
using Stored = typename Outcome<T>::Stored;

/// A finished child's result: moved out if nobody else can ask for it.
template <class T, class Handle>
Stored<T> take_value(const Handle& child) {
    auto& state = *child.any_state();
    if constexpr (std::is_void_v<T>) {
        state.rethrow();
        return {};
    } else {
        return result_of<T>(state, state, !state.is_shared());
    }
}

template <class T, class Handle>
Outcome<T> take_outcome(const Handle& child) {
    auto& state = *child.any_state();
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
    /// Every child has ended well, or errors are results: puts the results in place.
    virtual void collect() = 0;

public:
    /// Called once, when every child is in place: counts those that are done.
    void begin(std::source_location call);

private:
    void child_ended(std::size_t index) override;
    void complete_outer();

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
        Collect::for_each(
            handles_, [this](std::size_t count) { reserve(count); },
            [this](auto& handle) { add(*handle.waitable()); });
    }
    bool cancel(const std::string& message) override { return cancel_children(message); }
    [[nodiscard]] std::string describe() const override { return describe_children(); }

private:
    void collect() override {
        if constexpr (!std::is_void_v<Result>) this->value.emplace(Collect::results(handles_));
    }
    Handles handles_;
};

template <bool with_outcomes, class T>
struct ResultFrom {
    using type = Stored<T>;
    template <class Handle>
    static type take(const Handle& child) {
        return take_value<T>(child);
    }
};
template <class T>
struct ResultFrom<true, T> {
    using type = Outcome<T>;
    template <class Handle>
    static type take(const Handle& child) {
        return take_outcome<T>(child);
    }
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
                return std::tuple<typename ResultFrom<with_outcomes, T>::type...>{
                    ResultFrom<with_outcomes, T>::take(handle)...};
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
        for (const auto& handle : handles)
            all.push_back(ResultFrom<with_outcomes, T>::take(handle));
        return all;
    }
};

template <class Collect, class Handles>
auto start_gather(std::source_location call, Handles handles, bool errors_are_results) {
    using Result = typename Collect::Result;
    auto* state = new GatherState<Result, Handles, Collect>(std::move(handles), errors_are_results);
    const IntrusivePtr<FutureState<Result>> future(state);
    state->begin(call);
    return Future<Result>(future);
}

template <bool with_outcomes, class... A>
auto gather_tuple(std::source_location call, A&&... awaitables) {
    // Braces, so that the tasks are created from left to right.
    [[maybe_unused]] EnsureEach<sizeof...(A)> ensure(call);
    std::tuple<Ensured<A>...> handles{ensure(std::forward<A>(awaitables))...};
    return start_gather<CollectTuple<with_outcomes, ResultOf<A>...>>(call, std::move(handles),
                                                                     with_outcomes);
}

template <bool with_outcomes, class R>
auto gather_range(std::source_location call, R&& range) {
    using Collect = CollectVector<with_outcomes, ResultOf<ElementOf<R>>>;
    return start_gather<Collect>(call, ensure_all(range, call), with_outcomes);
}

/// Awaitables, or one range of them.
template <class... A>
inline constexpr bool gathers = (Gatherable<A> && ...);
template <class A>
inline constexpr bool gathers<A> = Gatherable<A> || GatherableRange<A>;
/// ... perhaps after return_exceptions.
template <class... A>
inline constexpr bool takes_as_arguments = gathers<A...>;
template <class First, class... A>
    requires std::same_as<std::remove_cvref_t<First>, ReturnExceptions>
inline constexpr bool takes_as_arguments<First, A...> = gathers<A...>;
template <class... A>
concept GatherArguments = takes_as_arguments<A...>;

template <class A, std::size_t arguments>
constexpr void explain_not_gatherable() {
    if constexpr (GatherableRange<A>)
        static_assert(arguments == 1, "a range is gathered alone: co_await aio::gather(range)");
    else if constexpr (!Gatherable<A> && !std::same_as<Bare<A>, ReturnExceptions>)
        explain_not_awaitable<A>();
}

template <bool with_outcomes, class... A>
auto gather_as(std::source_location call, A&&... awaitables) {
    if constexpr ((Gatherable<A> && ...))
        return gather_tuple<with_outcomes>(call, std::forward<A>(awaitables)...);
    else
        return gather_range<with_outcomes>(call, std::forward<A>(awaitables)...);
}

template <class... A>
auto gather_at(std::source_location call, A&&... awaitables) {
    return gather_as<false>(call, std::forward<A>(awaitables)...);
}
template <class... A>
auto gather_at(std::source_location call, ReturnExceptions, A&&... awaitables) {
    return gather_as<true>(call, std::forward<A>(awaitables)...);
}

}  // namespace aio::detail
