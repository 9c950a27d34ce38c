// What as_completed shares with the coroutines that it gives: a queue of who has ended.
#pragma once

#include <cstddef>
#include <optional>
#include <utility>
#include <vector>

#include <aio/detail/watcher.hpp>
#include <aio/queue.hpp>

namespace aio::detail {

/// Collects what has ended, by index, for whoever asks next.
class CompletedState : public RefCounted, public Watcher, private Timer {
public:
    CompletedState() : Watcher(static_cast<RefCounted&>(*this)) {}
    [[nodiscard]] const char* kind() const noexcept override { return "this as_completed"; }
    void watch_all(std::optional<duration> timeout);

    /// The index of the next one that ends; TimeoutError if the time is up.
    Coroutine<std::size_t> next();

private:
    void child_ended(std::size_t index) override;
    void fire() override;
    [[nodiscard]] const char* name_of_timer() const override { return "as_completed"; }
    void abandon() noexcept override { release(); }

    static constexpr std::size_t timed_out = static_cast<std::size_t>(-1);
    Queue<std::size_t> ended_;
    std::size_t left_ = 0;
};

template <class Handle>
struct CompletedHandles final : CompletedState {
    explicit CompletedHandles(std::vector<Handle> h)
        : handles(std::move(h)), left_to_ask(handles.size()) {
        for (Handle& handle : handles) add(*handle.waitable());
    }
    std::vector<Handle> handles;
    std::size_t left_to_ask;  // by AsCompleted::next()
};

template <class Handle>
Coroutine<typename Handle::value_type> next_completed(
    IntrusivePtr<CompletedHandles<Handle>> state) {
    const std::size_t index = co_await state->next();
    co_return co_await Handle(state->handles[index]);
}

template <class Handle>
Coroutine<std::optional<Handle>> next_handle(IntrusivePtr<CompletedHandles<Handle>> state) {
    if (state->left_to_ask == 0) co_return std::nullopt;
    --state->left_to_ask;
    co_return state->handles[co_await state->next()];
}

}  // namespace aio::detail
