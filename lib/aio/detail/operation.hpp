// One Asio operation, awaited: a future that Asio's handler completes. The handler never
// resumes a coroutine itself, so all of a program's code runs in the loop's own turns.
#pragma once

#include <exception>
#include <string>
#include <system_error>
#include <tuple>
#include <type_traits>
#include <utility>

#include <asio/cancellation_signal.hpp>
#include <asio/error.hpp>
#include <asio/io_context.hpp>
#include <asio/ip/basic_resolver_results.hpp>
#include <asio/system_error.hpp>

#include <aio/coroutine.hpp>
#include <aio/future.hpp>

namespace aio {
asio::io_context& io_context();  // see asio.hpp
}

namespace aio::detail {

/// The future of one operation that is under way. Cancelling it asks Asio; the
/// task goes on when the operation has really ended, since until then Asio may
/// write to its buffers. If it succeeded all the same, its result is delivered:
/// bytes that were read are not thrown away. The request is then raised where the
/// task waits next.
template <class R>
class OperationState final : public FutureState<R> {
public:
    explicit OperationState(bool holds_time) : holds_time_(holds_time) {
        core->outside_begins(holds_time_);
    }
    ~OperationState() override {
        if (!this->done() && core) core->outside_ends(holds_time_);  // it could not be started
    }

    bool cancel(const std::string& message) override {
        if (this->done()) return false;
        if (!std::exchange(asked_, true)) message_ = message;  // the first one's, as a future's
        signal_.emit(asio::cancellation_type::terminal);
        return true;
    }
    [[nodiscard]] std::string describe() const override { return "an Asio operation"; }
    asio::cancellation_slot slot() { return signal_.slot(); }

    /// What the task that awaited it gets.
    R outcome() {
        this->mark_retrieved();
        const bool delivers =
            this->state_ == FutureBase::State::finished || (asked_ && this->failed());
        if (delivers)
            core->current->put_off_interruption(asked_, message_);
        else
            throw_if_interrupted();
        return result_of<R>(*this, *this, true);
    }

    /// On the loop's thread, from io_context: only completes the future.
    template <class... Results>
    void succeed(Results&&... results) {
        core->outside_ends(holds_time_);
        if constexpr (!std::is_void_v<R>) this->value.emplace(std::forward<Results>(results)...);
        this->complete(FutureBase::State::finished);
    }
    void end_with(std::exception_ptr error) {
        core->outside_ends(holds_time_);
        this->fail(std::move(error));
    }
    void end_with(const asio::error_code& error) {
        if (error != asio::error::operation_aborted || !asked_)
            return end_with(std::make_exception_ptr(asio::system_error(error)));
        core->outside_ends(holds_time_);
        FutureBase::cancel(message_);
    }

private:
    asio::cancellation_signal signal_;
    std::string message_;
    bool asked_ = false;
    bool holds_time_;
};

/// From a completion signature's arguments: the error, if any, and the result.
template <class... Results>
struct CompletionArgs {
    using Result = std::conditional_t<sizeof...(Results) == 0, void, std::tuple<Results...>>;
};
template <class One>
struct CompletionArgs<One> {
    using Result = One;
};
template <class... Results>
struct Completion : CompletionArgs<std::decay_t<Results>...> {
    template <class State>
    static void complete(State& state, Results... results) {
        state.succeed(std::move(results)...);
    }
};
template <class... Results>
struct Completion<asio::error_code, Results...> : CompletionArgs<std::decay_t<Results>...> {
    template <class State>
    static void complete(State& state, const asio::error_code& error, Results... results) {
        if (error)
            state.end_with(error);
        else
            state.succeed(std::move(results)...);
    }
};
template <class... Results>
struct Completion<std::exception_ptr, Results...> : CompletionArgs<std::decay_t<Results>...> {
    template <class State>
    static void complete(State& state, std::exception_ptr error, Results... results) {
        if (error)
            state.end_with(std::move(error));
        else
            state.succeed(std::move(results)...);
    }
};

/// What Asio calls in the end. It is only ever moved between threads, never
/// copied, so the count of the IntrusivePtr is touched on the loop's thread alone.
template <class Result, class... Args>
struct OperationHandler {
    IntrusivePtr<OperationState<Result>> state;
    asio::io_context* context;

    using executor_type = asio::io_context::executor_type;
    [[nodiscard]] executor_type get_executor() const noexcept { return context->get_executor(); }
    using cancellation_slot_type = asio::cancellation_slot;
    [[nodiscard]] cancellation_slot_type get_cancellation_slot() const noexcept {
        return state->slot();
    }
    void operator()(Args... args) {
        Completion<std::decay_t<Args>...>::complete(*state, std::move(args)...);
    }
};

template <class R>
struct OperationAwaiter {
    OperationState<R>& state;
    [[nodiscard]] OperationAwaiter awaiter() const { return *this; }

    [[nodiscard]] bool await_ready() const { return state.done(); }
    template <class P>
    void await_suspend(std::coroutine_handle<P> h) const {
        wait_for_completion(h.promise(), state);
    }
    R await_resume() const { return state.outcome(); }
};

// For its resolvers Asio begins a thread, which stays.
template <class T>
inline constexpr bool is_resolver_results = false;
template <class Protocol>
inline constexpr bool is_resolver_results<asio::ip::basic_resolver_results<Protocol>> = true;

template <class... Args, class Initiation, class... InitArgs>
auto run_operation(bool holds_time, Initiation initiation, InitArgs... init_args)
    -> Coroutine<typename Completion<std::decay_t<Args>...>::Result> {
    using Result = typename Completion<std::decay_t<Args>...>::Result;
    const IntrusivePtr<OperationState<Result>> state(new OperationState<Result>(holds_time));
    std::move(initiation)(OperationHandler<Result, Args...>{state, &io_context()},
                          std::move(init_args)...);
    if constexpr ((is_resolver_results<std::decay_t<Args>> || ...)) core->asio_looks_names_up();
    co_return co_await OperationAwaiter<Result>{*state};
}

}  // namespace aio::detail
