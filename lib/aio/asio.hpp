// The bridge to Asio: any of its operations, awaited like anything else.
//
//   asio::ip::tcp::socket socket(aio::io_context());
//   co_await socket.async_connect(endpoint, aio::use_coroutine);
//   auto n = co_await socket.async_read_some(asio::buffer(data), aio::use_coroutine);
//
// An operation is lazy, as coroutines are: it starts when it is awaited. An
// error arrives as asio::system_error. Cancelling the task cancels the
// operation. This is the one public header that includes Asio.
#pragma once

#include <exception>
#include <string>
#include <system_error>
#include <tuple>
#include <type_traits>
#include <utility>

#include <asio/async_result.hpp>
#include <asio/cancellation_signal.hpp>
#include <asio/error.hpp>
#include <asio/io_context.hpp>
#include <asio/system_error.hpp>

#include <aio/coroutine.hpp>
#include <aio/future.hpp>

namespace aio {

/// Pass this where an Asio operation takes a completion token: the operation
/// then returns a Coroutine of its result, without the error code; several
/// results come as a std::tuple.
struct use_coroutine_t {};
inline constexpr use_coroutine_t use_coroutine{};

/// The running loop's own io_context, for sockets and timers. RuntimeError
/// outside of a loop.
asio::io_context& io_context();

namespace detail {

/// The future of one operation that is under way. Cancelling it asks Asio; the
/// task goes on when the operation has really ended, since until then Asio may
/// write to its buffers. If it succeeded all the same, its result is delivered.
template <class R>
class OperationState final : public FutureState<R> {
public:
    OperationState() { core->outside_begins(); }
    ~OperationState() override = default;

    bool cancel(const std::string& message) override {
        if (this->done()) return false;
        asked_ = true;
        message_ = message;
        signal_.emit(asio::cancellation_type::terminal);
        return true;
    }
    [[nodiscard]] std::string describe() const override { return "an Asio operation"; }
    asio::cancellation_slot slot() { return signal_.slot(); }

    /// On the loop's thread, from io_context: only completes the future.
    template <class... Results>
    void succeed(Results&&... results) {
        core->outside_ends();
        if constexpr (!std::is_void_v<R>) this->value.emplace(std::forward<Results>(results)...);
        this->complete(FutureBase::State::finished);
    }
    void end_with(std::exception_ptr error) {
        core->outside_ends();
        this->fail(std::move(error));
    }
    void end_with(const asio::error_code& error) {
        if (error != asio::error::operation_aborted || !asked_)
            return end_with(std::make_exception_ptr(asio::system_error(error)));
        core->outside_ends();
        FutureBase::cancel(message_);
    }

private:
    asio::cancellation_signal signal_;
    std::string message_;
    bool asked_ = false;
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
        error ? state.end_with(error) : state.succeed(std::move(results)...);
    }
};
template <class... Results>
struct Completion<std::exception_ptr, Results...> : CompletionArgs<std::decay_t<Results>...> {
    template <class State>
    static void complete(State& state, std::exception_ptr error, Results... results) {
        error ? state.end_with(std::move(error)) : state.succeed(std::move(results)...);
    }
};

/// What Asio calls in the end. It is only ever moved between threads, never
/// copied, so the count of the Ref is touched on the loop's thread alone.
template <class Result, class... Args>
struct OperationHandler {
    Ref<OperationState<Result>> state;
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

template <class... Args, class Initiation, class... InitArgs>
auto run_operation(Initiation initiation, InitArgs... init_args)
    -> Coroutine<typename Completion<std::decay_t<Args>...>::Result> {
    using Result = typename Completion<std::decay_t<Args>...>::Result;
    const Ref<OperationState<Result>> state(new OperationState<Result>);
    std::move(initiation)(OperationHandler<Result, Args...>{state, &io_context()},
                          std::move(init_args)...);
    co_return co_await Future<Result>(Ref<FutureState<Result>>(state));
}

}  // namespace detail
}  // namespace aio

/// Asio's door for completion tokens: asked how to start an operation.
template <class R, class... Args>
class asio::async_result<aio::use_coroutine_t, R(Args...)> {
public:
    template <class Initiation, class... InitArgs>
    static auto initiate(Initiation&& initiation, const aio::use_coroutine_t&,
                         InitArgs&&... init_args) {
        return aio::detail::run_operation<Args...>(std::forward<Initiation>(initiation),
                                                   std::forward<InitArgs>(init_args)...);
    }
};
