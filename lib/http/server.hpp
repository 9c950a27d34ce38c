// Server: answers HTTP requests, beside everything else that the loop does. It
// is small: HTTP/1.1 over TCP, with limits, for your own programs and tests. On
// the open internet, put something like nginx in front of it.
//
//   client                               server
//   GET /hello/Ada HTTP/1.1    -->       finds the route, calls its handler
//                                        handler: co_await reply.send(...)
//   hello, Ada                 <--
//   (the connection stays for the next request)
//
//   aio::Coroutine<> hello(const aio::http::Request& request, aio::http::Reply& reply) {
//       co_await reply.send(200, "hello, " + request.path_value("name") + "\n");
//   }
//   aio::Coroutine<> program() {
//       aio::http::Server server;
//       server.route("GET /hello/{name}", hello);
//       server.listen(8080);
//       co_await server.serve_forever();    // until Ctrl-C, which cancels main
//   }
//   int main() {
//       try {
//           aio::run(program());
//       } catch (const aio::CancelledError&) {
//       }
//   }
#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <memory>
#include <string>

#include <aio/coroutine.hpp>
#include <http/reply.hpp>
#include <http/request.hpp>
#include <http/server_options.hpp>
#include <http/transport.hpp>

namespace aio::http {

namespace detail {
class ServerState;
}

/// Answers one request. Its two arguments live until it ends; a handler may also
/// take them by value. An exception is reported (ReportKind::callback_error), and
/// the client gets a 500, or a cut connection if the answer has begun; likewise if a
/// handler ends without an answer. When the server closes, handlers are cancelled.
using Handler = std::function<Coroutine<>(Request&, Reply&)>;

/// Each client has a task of its own, in which its handlers run; pictures leave
/// these out.
class Server {
public:
    explicit Server(ServerOptions options = {});
    /// Hangs up on every client, and cancels the handlers that are under way. The handlers still
    /// run for a turn or more: close() first if they use anything destroyed with the server.
    ~Server();
    Server(Server&&) noexcept = default;
    Server& operator=(Server&&) = delete;

    /// From now on, requests for this path are for `handler`: "GET /books/{id}", or "/books/{id}"
    /// for any method. {id} stands for one part of the path, {rest...} at the end for all the rest
    /// of it. GET includes HEAD. The first route that fits is taken; without one the client gets
    /// 404, or 405 if only the method is wrong. std::invalid_argument for an invalid pattern.
    void route(const std::string& pattern, Handler handler);

    /// Accepts connections at this address of this machine; returns the port, a free one if `port`
    /// is 0. std::system_error if it cannot listen there. RuntimeError outside a loop, after
    /// close(), and under simulated time, which clients outside do not follow.
    std::uint16_t listen(std::uint16_t port = 0, const std::string& address = "127.0.0.1");
    /// Serves an existing connection; transport.hpp says what for.
    /// RuntimeError outside a loop and after close().
    void serve(Socket connection);

    /// How many clients are connected now.
    [[nodiscard]] std::size_t connections() const;

    /// Accepts no more clients, gives requests under way at most `grace` to be answered, then
    /// cancels what is left, and waits until everything has ended. May be repeated, and called in a
    /// handler, which goes on. If it is cancelled, it stops waiting.
    Coroutine<> close(duration grace = duration::zero());
    /// Waits until close() is called elsewhere; cancelled, it closes the server. Like asyncio's
    /// Server.serve_forever.
    Coroutine<> serve_forever();

private:
    std::shared_ptr<detail::ServerState> state_;
};

}  // namespace aio::http
