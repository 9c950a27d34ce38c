// Reply: through which a handler answers a request, at once or piece by piece.
//
//   co_await reply.send(200, "hello\n");             // the whole answer
//
//   co_await reply.begin(200);                       // or as it comes about
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

/// The client has hung up, or has not taken a piece of the answer within
/// ServerLimits::write. It may leave the handler: nobody is left to be told.
class DisconnectedError : public std::runtime_error {
public:
    using std::runtime_error::runtime_error;
};

/// One answer. A handle, cheap to copy: it may be given to other tasks, and may
/// outlive the handler and the server; then whatever is asked of it throws
/// RuntimeError.
///
/// Framing is the server's: Content-Length, Transfer-Encoding are not for `headers`.
/// Without a Content-Type a body is "text/plain; charset=utf-8".
///
/// What is awaited here throws DisconnectedError, and RuntimeError out of order,
/// such as a second send(). If it is cancelled, or fails, the connection is closed
/// when the handler ends, since it cannot be known how much has been sent.
class Reply {
public:
    explicit Reply(std::shared_ptr<detail::Answer> answer);

    /// The whole answer. std::invalid_argument for a status below 200 or above 999, or
    /// a header that is the server's to set.
    Coroutine<> send(int status, std::string body, Headers headers = {}) const;

    /// An answer in pieces begins. With a `length`, so many bytes must follow, and
    /// write() refuses more; without one it is sent chunked (to HTTP/1.0: until the
    /// connection closes). std::invalid_argument as send().
    Coroutine<> begin(int status, Headers headers = {},
                      std::optional<std::size_t> length = std::nullopt) const;
    /// A piece of it; several tasks may write, in turn. Ends the handler, by
    /// CancelledError, if the answer has no body: to HEAD, or with 204 or 304.
    Coroutine<> write(std::string piece) const;
    /// Nothing follows. What the handler does from here on, nobody waits for; if it
    /// just ends, that is enough.
    Coroutine<> end() const;

    /// Waits until the client hangs up, for a handler that waits for something else
    /// too. The connection carries no further request. RuntimeError when the handler
    /// has ended.
    Coroutine<> wait_closed() const;

    /// Has an answer begun? (Then its status cannot be changed.)
    [[nodiscard]] bool begun() const;

private:
    std::shared_ptr<detail::Answer> answer_;
};

}  // namespace aio::http
