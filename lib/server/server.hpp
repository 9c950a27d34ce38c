// The server that the lessons send requests to. It runs beside them, in the same program and the
// same loop; `make serve` runs it alone.
//
//   lesson_server::Server server;
//   aio::http::Session session;
//   auto response = co_await session.get(server.urls().ready + "delay/0.5");
//   ...
//   co_await server.close();
//
// What it answers:
//
//   /                    this list
//   /delay/{seconds}     after that many seconds: /delay/0.5
//   /drip                piece by piece: /drip?pieces=5&every=0.8
//   /stall               begins an answer, then says nothing more
//   /bytes/{n}           n bytes
//   /status/{code}       that status
//   /redirect/{n}        to /redirect/{n-1}, and so on down to 0
//   /headers             the request's headers, as JSON
//   /cookies             sets two cookies, and says which came along
//   /login               sets a session cookie, by GET or POST
//   /profile             200 with that cookie, 401 without
//
// Each takes ?after=0.5, too: then it begins that many seconds later.
//
// Under simulated time client and server talk over connected socket pairs, and
// every figure is exact; under the real clock, over TCP on this machine.
#pragma once

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <exception>
#include <functional>
#include <memory>
#include <string>
#include <type_traits>

#include <aio/finally.hpp>
#include <http/server_options.hpp>

namespace lesson_server {

struct Options {
    std::string address = "127.0.0.1";
    /// The first of three ports in a row. 0: any three that are free.
    std::uint16_t port = 0;
    /// True: clients run in this loop, and to connect to the slow port takes them half
    /// a second. False: they are other programs, whose connecting cannot be slowed;
    /// their first answer is half a second late instead.
    bool for_this_loop = true;
    aio::http::ServerLimits limits = {};
    std::function<void(const aio::http::Answered&)> on_answer = nullptr;
};

/// Where it is to be found. Each ends in "/", as Session's base_url does.
struct Urls {
    std::string ready;            ///< "http://localhost:8080/"
    std::string never_accepts;    ///< the next port: a connection is never accepted
    std::string slow_to_connect;  ///< the one after: that takes half a second

    /// The three that belong to the first one. InvalidURL.
    static Urls from(const std::string& ready);
};

class Server {
public:
    /// Half a second: how long slow_to_connect takes.
    static constexpr std::chrono::milliseconds slow = std::chrono::milliseconds(500);

    /// Listens from now on. RuntimeError outside a loop; std::system_error if
    /// it cannot listen there. Pictures leave its tasks out.
    explicit Server(Options options = {});
    /// Hangs up on every client.
    ~Server();
    Server(const Server&) = delete;
    Server& operator=(const Server&) = delete;

    [[nodiscard]] const Urls& urls() const;
    /// How many clients are connected now.
    [[nodiscard]] std::size_t connections() const;
    /// Hangs up, and waits until everything has ended. May be repeated.
    aio::Coroutine<> close();

private:
    class Ports;
    std::shared_ptr<Ports> ports_;
};

/// Runs program(Urls) beside a server of its own, which is closed after it; or, if `url` is not
/// empty, with that one, wherever it is.
///
///   lesson.run("a limit in total", lesson_server::with_server(lesson.url(), total));
template <class Program>
auto with_server(std::string url, Program program) -> std::invoke_result_t<Program&, Urls> {
    if (!url.empty()) co_return co_await program(Urls::from(url));
    Server server;
    co_return co_await aio::try_finally([&] { return program(server.urls()); },
                                        [&](std::exception_ptr) { return server.close(); });
}

}  // namespace lesson_server
