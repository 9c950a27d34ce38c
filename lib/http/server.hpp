// LessonServer: the server that the lessons ask. It runs in the same program
// and in the same loop as they do, beside them; `make serve` runs it alone.
//
//   aio::http::LessonServer server;
//   aio::http::Session session;
//   auto response = co_await session.get(server.urls().ready + "delay/0.5");
//   ...
//   co_await server.close();
//
// What it answers:
//
//   /                    this list
//   /delay/{seconds}     after so many seconds: /delay/0.5
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
// Each takes ?after=0.5, too: then it begins so many seconds later.
//
// Under simulated time client and server talk over connected socket pairs, and
// every figure is exact; under the real clock, over TCP on this machine.
#pragma once

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <utility>

#include <aio/finally.hpp>

namespace aio::http {

/// What the server puts up with. It may stand on a port that anybody can reach.
struct ServerLimits {
    std::size_t max_target = 8190;                ///< bytes of the path and query; more: 414
    std::size_t max_field = 8190;                 ///< one header's name and value; more: 431
    std::size_t max_headers = 100;                ///< more: 431
    std::size_t max_body = 1024 * 1024;           ///< more: 413
    std::size_t max_connections = 256;            ///< more: 503
    duration idle = std::chrono::seconds(75);     ///< between requests; then it hangs up
    duration request = std::chrono::seconds(20);  ///< to send a whole request; longer: 408
    duration write = std::chrono::seconds(30);    ///< to take a block of the answer
};

/// One answer that was given, for whoever keeps a log.
struct Answered {
    std::string method;  ///< "?" if the request could not be read
    std::string target;
    int status = 0;
};

struct ServerOptions {
    std::string address = "127.0.0.1";
    /// The first of three ports in a row. 0: any three that are free.
    std::uint16_t port = 0;
    /// True: clients run in this loop, and to connect to the slow port takes them half
    /// a second. False: they are other programs, whose connecting cannot be slowed;
    /// their first answer is half a second late instead.
    bool for_this_loop = true;
    ServerLimits limits = {};
    std::function<void(const Answered&)> on_answer = nullptr;
};

/// Where it is to be found. Each ends in "/", as Session's base_url does.
struct ServerUrls {
    std::string ready;            ///< "http://localhost:8080/"
    std::string never_accepts;    ///< the next port: a connection is never accepted
    std::string slow_to_connect;  ///< the one after: that takes half a second

    /// The three that belong to the first one. InvalidURL.
    static ServerUrls from(const std::string& ready);
};

namespace detail {
class ServerState;
}

class LessonServer {
public:
    /// Half a second: how long slow_to_connect takes.
    static constexpr std::chrono::milliseconds slow = std::chrono::milliseconds(500);

    /// Listens from now on. RuntimeError outside of a loop; std::system_error if
    /// it cannot listen there. Its tasks have names that begin with a dot, so
    /// that they stay out of pictures.
    explicit LessonServer(ServerOptions options = {});
    /// Hangs up on everybody.
    ~LessonServer();
    LessonServer(const LessonServer&) = delete;
    LessonServer& operator=(const LessonServer&) = delete;

    [[nodiscard]] const ServerUrls& urls() const;
    /// How many clients are connected now.
    [[nodiscard]] std::size_t connections() const;
    /// Hangs up, and waits until everything has ended. May be repeated.
    Coroutine<> close();

private:
    std::shared_ptr<detail::ServerState> state_;
};

/// Runs program(ServerUrls) beside a server of its own, which is closed behind
/// it; or, if `url` is not empty, with that one, wherever it is.
///
///   lesson.run("a limit in total", http::with_server(lesson.url(), total));
template <class Program>
auto with_server(std::string url, Program program) -> std::invoke_result_t<Program&, ServerUrls> {
    if (!url.empty()) co_return co_await program(ServerUrls::from(url));
    LessonServer server;
    co_return co_await try_finally([&] { return program(server.urls()); },
                                   [&](std::exception_ptr) { return server.close(); });
}

}  // namespace aio::http
