// shield(task): lets the awaiter be cancelled, or run out of time, but not what it awaits.
//
//   auto saving = aio::create_task(save(file));
//   co_await aio::shield(saving);                      // a cancel() here does not stop it
//   co_await aio::wait_for(aio::shield(saving), 5s);   // nor does the end of the 5 s
#pragma once

#include <aio/detail/ensure.hpp>
#include <aio/detail/watcher.hpp>

namespace aio {

namespace detail {

/// The outer future: cancelled alone, completed with what the inner one gives.
template <class T, class Handle>
class ShieldState final : public FutureState<T>, public Watcher {
public:
    ShieldState(Handle inner, std::source_location call)
        : Watcher(static_cast<RefCounted&>(*this)), inner_(std::move(inner)) {
        add(*inner_.waitable());
        tell_made(*this, "a shield", call);
        if (!inner_.done()) {
            watch(0);
            return;
        }
        child_ended(0);
        // asyncio gives the inner one itself then, and so its message.
        if (inner_.cancelled()) this->error_ = inner_.any_state()->failure();
    }
    bool cancel(const std::string& message) override {
        if (this->done()) return false;
        FutureBase::cancel(message);
        stop_watching();  // a later error of the inner one is then nobody's, and reported
        return true;
    }
    [[nodiscard]] std::string describe() const override {
        return "shield of " + inner_.any_state()->describe();
    }

private:
    void child_ended(std::size_t) override {
        auto& inner = *inner_.any_state();
        if (this->done()) return inner.mark_retrieved();
        if (inner.cancelled()) {
            FutureBase::cancel({});
        } else if (inner.failed()) {
            inner.mark_retrieved();
            this->fail(inner.failure());
        } else {
            take_result();
        }
    }
    void take_result() {
        auto& inner = *inner_.any_state();
        try {
            if constexpr (!std::is_void_v<T>)
                this->value.emplace(result_of<T>(inner, inner, !inner.is_shared()));
        } catch (...) {
            return this->fail(std::current_exception());
        }
        this->complete(FutureBase::State::finished);
    }
    Handle inner_;
};

template <class T, class Handle>
Future<T> shield_handle(Handle inner, std::source_location call) {
    return Future<T>(
        IntrusivePtr<FutureState<T>>(new ShieldState<T, Handle>(std::move(inner), call)));
}

}  // namespace detail

/// A future that ends as `awaitable` does, except that cancelling it cancels
/// only the future: the awaiter gets CancelledError, the inner task runs on. A
/// coroutine becomes a task. Keep a handle to what you shield, else nobody can
/// look at an error that comes after the cancellation; it is then reported.
/// The end of run() cancels the inner task all the same. RuntimeError if no loop is
/// running or the coroutine was awaited before. Like asyncio.shield.
template <class A>
    requires detail::Gatherable<A>
[[nodiscard]] auto shield(A&& awaitable,
                          std::source_location call = std::source_location::current()) {
    using T = detail::ResultOf<A>;
    auto inner = detail::ensure(std::forward<A>(awaitable), call);
    return detail::shield_handle<T>(std::move(inner), call);
}

template <class A>
    requires(!detail::Gatherable<A>)
Future<> shield(A&&) {
    detail::explain_not_awaitable<A>();
    return {};
}

}  // namespace aio
