// shield(task): lets the awaiter be cancelled, but not what it awaits.
//
//   auto saving = aio::create_task(save(file));
//   co_await aio::shield(saving);   // a cancel() here does not stop it
#pragma once

#include <aio/detail/ensure.hpp>
#include <aio/detail/watcher.hpp>

namespace aio {

namespace detail {

/// The outer future: cancelled alone, completed with what the inner one gives.
template <class T, class Handle>
class ShieldState final : public FutureState<T>, public Watcher {
public:
    explicit ShieldState(Handle inner)
        : Watcher(static_cast<RefCounted&>(*this)), inner_(std::move(inner)) {
        add(*inner_.state());
        if (!inner_.done()) {
            watch_all();
            return;
        }
        child_ended(0);
        // asyncio gives the inner one itself then, and so its message.
        if (inner_.cancelled()) this->error_ = inner_.state()->failure();
    }
    bool cancel(const std::string& message) override {
        if (this->done()) return false;
        FutureBase::cancel(message);
        stop_watching();  // a later error of the inner one is then nobody's, and reported
        return true;
    }
    [[nodiscard]] std::string describe() const override {
        return "shield of " + inner_.state()->describe();
    }

private:
    void child_ended(std::size_t) override {
        auto& inner = *inner_.state();
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
        auto& inner = *inner_.state();
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
Future<T> shield_handle(Handle inner) {
    return Future<T>(IntrusivePtr<FutureState<T>>(new ShieldState<T, Handle>(std::move(inner))));
}

}  // namespace detail

/// A future that ends as `awaitable` does, except that cancelling it cancels
/// only the future: the awaiter gets CancelledError, the inner task runs on. A
/// coroutine becomes a task. Keep a handle to what you shield, else nobody can
/// look at an error that comes after the cancellation; it is then reported.
/// As asyncio.shield.
template <class A>
    requires detail::Gatherable<A>
[[nodiscard]] auto shield(A&& awaitable) {
    using T = detail::ResultOf<A>;
    auto inner = detail::ensure_future(std::forward<A>(awaitable));
    return detail::shield_handle<T>(std::move(inner));
}

}  // namespace aio
