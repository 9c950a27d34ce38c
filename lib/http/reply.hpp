// Reply: what a handler answers a request through, at once or piece by piece.
//
//   co_await reply.send(200, "hello\n");             // the whole answer
//
//   co_await reply.begin(200);                       // or piece by piece
//   for (int i = 1; i <= 5; ++i) {
//       co_await aio::sleep(1s);
//       co_await reply.write("piece " + std::to_string(i) + "\n");
//   }                                                // it ends with the handler
//
// write() waits while the client is slow, so an answer of any length needs little
// memory: back-pressure.
#pragma once

#include <cstddef>
#include <memory>
#include <optional>
#include <stdexcept>
#include <string>

#include <aio/coroutine.hpp>
#include <http/headers.hpp>

namespace aio::http {

namespace detail {
class Answer;
}

/// The client has hung up, or has not taken a piece of the answer within ServerLimits::write. A
/// handler need not catch it: there is nobody left to tell.
class DisconnectedError : public std::runtime_error {
public:
    using std::runtime_error::runtime_error;
};

/// One answer. A handle, cheap to copy: it may be given to other tasks, and may outlive the handler
/// and the server; then every call throws RuntimeError.
///
/// Framing is up to the server: Content-Length and Transfer-Encoding are not for `headers`.
/// Without a Content-Type a body is "text/plain; charset=utf-8".
///
/// The functions that are awaited throw DisconnectedError, and RuntimeError if they are called out
/// of order, such as a second send(). If it is cancelled, or fails, the connection is closed when
/// the handler ends, since it cannot be known how much has been sent.
class Reply {
public:
    explicit Reply(std::shared_ptr<detail::Answer> answer);

    /// The whole answer. std::invalid_argument for a status below 200 or above 999, or
    /// a header that is the server's to set.
    Coroutine<> send(int status, std::string body, Headers headers = {}) const;

    /// Begins an answer in pieces. With a `length`, exactly that many bytes must follow, and
    /// write() refuses more; without one it is sent chunked (to HTTP/1.0: until the connection
    /// closes). std::invalid_argument like send().
    Coroutine<> begin(int status, Headers headers = {},
                      std::optional<std::size_t> length = std::nullopt) const;
    /// A piece of it; several tasks may write, in turn. Ends the handler, by
    /// CancelledError, if the answer has no body: to HEAD, or with 204 or 304.
    Coroutine<> write(std::string piece) const;
    /// Ends the answer. The client does not wait for what the handler does after this. Optional:
    /// the end of the handler ends the answer, too.
    Coroutine<> end() const;

    /// Waits until the client hangs up, for a handler that waits for something else
    /// too. The connection carries no further request. RuntimeError when the handler
    /// has ended.
    Coroutine<> wait_closed() const;

    /// Whether an answer has begun. (Then its status cannot be changed.)
    [[nodiscard]] bool begun() const;

private:
    std::shared_ptr<detail::Answer> answer_;
};

}  // namespace aio::http
