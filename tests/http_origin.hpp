// A scripted server, and the frame of every test that talks to it. Client and
// origin run in one loop under the real clock, over 127.0.0.1: each script says
// to the byte what the server answers, and when.
//
//   TEST_CASE("P01 two sequential GETs share a connection") {
//       with_origin(answering(ok), {}, [](Origin& origin, Session& session) -> Coroutine<> {
//           co_await get_text(session, origin.url());
//           co_await get_text(session, origin.url());
//           CHECK(origin.conns == 1);
//       });
//   }
//
// Times are tenths of a second, since bytes move; assertions about them have a slack of 0.3 s, and
// more on a busy machine: see yardstick.hpp.
//
// After each test: no connection is in use, no task is left, nothing was
// reported, and no frame leaked.
#pragma once

#include <sys/socket.h>

#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include <asio/ip/tcp.hpp>

#include <aio/aio.hpp>
#include <aio/asio.hpp>
#include <doctest/doctest.h>
#include <http/http.hpp>

#include "counted.hpp"
#include "play.hpp"
#include "yardstick.hpp"

namespace origin {

using namespace aio;  // NOLINT
using namespace std::chrono_literals;
using asio::ip::tcp;

/// The answer of the conventions in conformance/http.md.
inline const std::string ok = "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok";

/// "HTTP/1.1 200 OK", Content-Length and these headers, each "Name: value\r\n".
std::string answer(const std::string& status, const std::string& headers, const std::string& body);
std::string redirect(int status, const std::string& location);

/// What came from a client.
struct Request {
    int connection = 0;  // 1, 2, ... in the order in which they were accepted
    std::string method, target;
    std::string head;  // as it came
    http::Headers headers;
    std::string body;  // without the chunks' sizes
    [[nodiscard]] std::string header(std::string_view name) const {
        return std::string(headers.get(name).value_or("(none)"));
    }
};

/// The server's end of one connection.
class Wire {
public:
    Wire(tcp::socket socket, int connection) : number(connection), socket_(std::move(socket)) {}

    /// Sends bytes, this many in one segment.
    Coroutine<> send(std::string bytes, std::size_t at_a_time = std::string::npos);
    /// The next bytes; nothing when the client has closed, even by a reset.
    Coroutine<std::string> read();
    Coroutine<> until_closed();
    void fin() { socket_.shutdown(tcp::socket::shutdown_send); }
    void close() { socket_.close(); }
    /// Closes with RST: what the client has not read yet may be lost.
    void reset();
    /// Takes little, so that a client that sends much must wait.
    void take_little() { socket_.set_option(asio::socket_base::receive_buffer_size(4096)); }
    [[nodiscard]] bool is_open() const { return socket_.is_open() && !closed_by_client; }

    /// Reads up to and including `mark`; empty if the client closes before it.
    Coroutine<std::string> read_until(std::string mark);
    Coroutine<std::string> read_exactly(std::size_t size);
    Coroutine<std::string> read_chunks();
    /// The rest of a request whose head has come.
    Coroutine<> read_body(Request& request);

    const int number;
    bool closed_by_client = false;

private:
    tcp::socket socket_;
    std::string early_;  // read, but not used yet
};

/// Answers one request; the connection stays for the next unless it closes it.
using Script = std::function<Coroutine<>(Wire&, Request&)>;

Script answering(std::string bytes, std::size_t at_a_time = std::string::npos);
/// Sends nothing at all.
Script silent();
/// The answer, some time after the request.
Script slow(duration delay, std::string bytes = ok);

struct OriginOptions {
    Script script;
    bool reads_bodies = true;  // otherwise the script may call wire.read_body(request)
    bool takes_little = false;
};

class Origin {
public:
    explicit Origin(OriginOptions options);

    [[nodiscard]] std::uint16_t port() const { return acceptor_.local_endpoint().port(); }
    /// The URL with the host's address; a.test and b.test stand for the origin's port, too.
    [[nodiscard]] std::string url(const std::string& target = "/") const;
    /// Resolves the names of the conventions, and counts the lookups.
    [[nodiscard]] http::Resolver resolver();
    /// Hangs up, and waits until its tasks have ended.
    Coroutine<> close();

    int conns = 0;  // accepted so far
    int open = 0;   // those of them that neither side has closed
    int most_open = 0;
    int lookups = 0;
    duration slow_lookup{};
    std::vector<Request> requests;
    std::vector<std::shared_ptr<Wire>> wires;  // of every connection

private:
    Coroutine<> accept();
    Coroutine<> serve(std::shared_ptr<Wire> wire);
    Coroutine<std::optional<Request>> read_request(Wire& wire);

    OriginOptions options_;
    tcp::acceptor acceptor_;
    std::optional<Task<>> serving_;
    std::vector<Task<>> tasks_;
};

/// How something ended.
struct Fate {
    std::exception_ptr error;

    template <class E>
    [[nodiscard]] bool is() const {
        if (!error) return false;
        try {
            std::rethrow_exception(error);
        } catch (const E&) {
            return true;
        } catch (...) {
            return false;
        }
    }
    [[nodiscard]] bool good() const { return !error; }
    [[nodiscard]] std::string text() const { return error ? detail::error_text(error) : "ok"; }
    template <class E>
    [[nodiscard]] E as() const {
        try {
            std::rethrow_exception(error);
        } catch (const E& e) {
            return e;
        }
    }
    [[nodiscard]] bool contains(std::string_view part) const {
        return text().find(part) != std::string::npos;
    }
};

template <class A>
Coroutine<Fate> fate_of(A awaitable) {
    Fate fate;
    try {
        (void)co_await awaitable;
    } catch (...) {
        fate.error = std::current_exception();
    }
    co_return fate;
}

/// Whether it is an error of `reset` or `disconnected`, in the words of the conventions.
bool is_disconnect(const Fate& fate);

/// The body of a GET.
Coroutine<std::string> get_text(http::Session& session, std::string url,
                                http::RequestOptions options = {});
/// The status of a request whose body is read.
Coroutine<int> status_of(Coroutine<http::Response> request);

/// Waits until the condition holds, for at most a second.
Coroutine<bool> soon(std::function<bool()> holds);

/// Seconds since it was made.
class Stopwatch {
public:
    [[nodiscard]] double seconds() const {
        return std::chrono::duration<double>(this_loop().now() - start_).count();
    }
    /// Whether the time is as long as it should be, within the slack of the conventions.
    [[nodiscard]] bool shows(double expected) const {
        return seconds() > expected - 0.02 && seconds() < expected + yardstick_.allow(0.3);
    }

    [[nodiscard]] bool is_within(double limit) const { return seconds() < yardstick_.allow(limit); }

private:
    time_point start_ = this_loop().now();
    Yardstick yardstick_;
};

/// Runs body(origin, session) under the real clock, then closes both and checks what is left.
using Body = std::function<Coroutine<>(Origin&, http::Session&)>;
void with_origin(OriginOptions origin_options, http::SessionOptions options, const Body& body);
void with_origin(Script script, http::SessionOptions options, const Body& body);

/// The request that these options become, as a server reads it.
Request sent(const std::string& method, http::RequestOptions options = {},
             http::SessionOptions session_options = {});

/// A body that comes in these pieces.
http::BodyStream pieces(std::vector<std::string> all);

}  // namespace origin

using namespace origin;  // NOLINT
using aio::http::Headers;
using aio::http::RequestOptions;
using aio::http::Response;
using aio::http::Session;
