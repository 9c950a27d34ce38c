// The future that a shield is: it watches the inner one, and does not pass a request to
// cancel on to it.
#pragma once

#include <source_location>
#include <string>
#include <type_traits>
#include <utility>

#include <aio/detail/watcher.hpp>
#include <aio/future.hpp>

namespace aio::detail {

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

}  // namespace aio::detail
