// The bridge to Asio: any of its operations, awaited like anything else.
//
//   aio::Coroutine<> server(asio::ip::tcp::socket peer) {
//       co_await asio::async_write(peer, asio::buffer("hello", 5), aio::use_coroutine);
//   }
//   aio::Coroutine<> client(asio::ip::tcp::endpoint address) {
//       asio::ip::tcp::socket socket(aio::io_context());
//       co_await socket.async_connect(address, aio::use_coroutine);
//       char data[100];
//       auto n = co_await socket.async_read_some(asio::buffer(data), aio::use_coroutine);   // 5
//       use(std::string(data, n));
//   }
//
// An operation is lazy, as coroutines are: it starts when it is awaited. An
// error arrives as asio::system_error. Cancelling the task cancels the
// operation. This is the one public header that includes Asio.
//
// The trap: Asio does not copy a buffer. Keep it, and the socket, where they live until the
// operation has ended: in the coroutine that awaits it.
#pragma once

#include <utility>

#include <asio/async_result.hpp>
#include <asio/io_context.hpp>

#include <aio/detail/operation.hpp>

namespace aio {

/// Pass this where an Asio operation takes a completion token: the operation
/// then returns a Coroutine of its result, without the error code; several
/// results come as a std::tuple. An error is thrown as asio::system_error. Like
/// asio::use_awaitable.
///
/// Cancelled, the operation is asked to end (asio::cancellation_type::terminal), and the task
/// goes on when it has, since until then Asio may use the buffer: with CancelledError, or with the
/// result, if that came first, for bytes that were read are not thrown away. The request is then
/// raised where the task waits next.
struct use_coroutine_t {
    /// Simulated time stands still while the operation waits, since nobody can
    /// know when the world will answer. Not so if it is this same loop that
    /// answers, at the other end of a socket pair: then say false.
    ///
    ///   co_await socket.async_read_some(asio::buffer(data), aio::use_coroutine_t{false});
    bool holds_time = true;
};
inline constexpr use_coroutine_t use_coroutine{};

/// The running loop's own io_context, for sockets and the like. RuntimeError outside of a loop.
/// Do not run, poll or stop it: the loop does. It goes with the loop, so what is made with it
/// must be destroyed before run() returns. A timer of Asio's goes by the real clock in any case:
/// use sleep().
asio::io_context& io_context();

}  // namespace aio

/// Asio's door for completion tokens: asked how to start an operation.
template <class R, class... Args>
class asio::async_result<aio::use_coroutine_t, R(Args...)> {
public:
    template <class Initiation, class... InitArgs>
    static auto initiate(Initiation&& initiation, const aio::use_coroutine_t& token,
                         InitArgs&&... init_args) {
        return aio::detail::run_operation<Args...>(token.holds_time,
                                                   std::forward<Initiation>(initiation),
                                                   std::forward<InitArgs>(init_args)...);
    }
};
