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
// Times are tenths of a second, since bytes move; what is asserted about them
// has a slack of 0.3 s for a busy machine.
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

#include <asio/buffer.hpp>
#include <asio/ip/tcp.hpp>
#include <asio/write.hpp>

#include <aio/aio.hpp>
#include <aio/asio.hpp>
#include <doctest/doctest.h>
#include <http/detail/ascii.hpp>
#include <http/http.hpp>

#include "counted.hpp"

namespace origin {

using namespace aio;  // NOLINT
using namespace std::chrono_literals;
using asio::ip::tcp;

/// The answer of the conventions in conformance/http.md.
inline const std::string ok = "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok";

/// "HTTP/1.1 200 OK", Content-Length and whatever headers, each "Name: value\r\n".
inline std::string answer(const std::string& status, const std::string& headers,
                          const std::string& body) {
    return "HTTP/1.1 " + status + "\r\n" + headers +
           "Content-Length: " + std::to_string(body.size()) + "\r\n\r\n" + body;
}
inline std::string redirect(int status, const std::string& location) {
    return answer(std::to_string(status) + " Elsewhere", "Location: " + location + "\r\n", "");
}

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

    /// Sends bytes, so many in one segment.
    Coroutine<> send(std::string bytes, std::size_t at_a_time = std::string::npos) {
        for (std::size_t at = 0; at < bytes.size(); at += at_a_time) {
            const std::string part = bytes.substr(at, at_a_time);
            co_await asio::async_write(socket_, asio::buffer(part), use_coroutine);
            if (at_a_time >= bytes.size() - at) break;
            co_await sleep(1ms);
        }
    }
    /// The next bytes; nothing when the client has closed, even by a reset.
    Coroutine<std::string> read() {
        if (!early_.empty()) co_return std::exchange(early_, {});
        std::string some(65536, '\0');
        try {
            some.resize(co_await socket_.async_read_some(asio::buffer(some), use_coroutine));
        } catch (const asio::system_error&) {
            some.clear();
        }
        closed_by_client |= some.empty();
        co_return some;
    }
    Coroutine<> until_closed() {
        while (!closed_by_client) co_await read();
    }
    void fin() { socket_.shutdown(tcp::socket::shutdown_send); }
    void close() { socket_.close(); }
    /// Closes with RST: what the client has not read yet may be lost.
    void reset() {
        socket_.set_option(asio::socket_base::linger(true, 0));
        socket_.close();
    }
    /// Takes little, so that a client that sends much must wait.
    void take_little() { socket_.set_option(asio::socket_base::receive_buffer_size(4096)); }
    [[nodiscard]] bool is_open() const { return socket_.is_open() && !closed_by_client; }

    /// Up to and with `mark`; empty if the client closes before.
    Coroutine<std::string> read_until(std::string mark) {
        std::string got;
        while (got.find(mark) == std::string::npos) {
            const std::string some = co_await read();
            if (some.empty()) co_return "";
            got += some;
        }
        const auto end = got.find(mark) + mark.size();
        early_ = got.substr(end) + early_;
        co_return got.substr(0, end);
    }
    Coroutine<std::string> read_exactly(std::size_t size) {
        std::string got;
        while (got.size() < size) {
            const std::string some = co_await read();
            if (some.empty()) co_return got;
            got += some;
        }
        early_ = got.substr(size) + early_;
        co_return got.substr(0, size);
    }
    Coroutine<std::string> read_chunks() {
        std::string body;
        for (;;) {
            const std::string line = co_await read_until("\r\n");
            if (line.empty()) co_return body + "(cut short)";
            const std::size_t size = std::stoul(line, nullptr, 16);
            body += co_await read_exactly(size);
            co_await read_until("\r\n");
            if (size == 0) co_return body;
        }
    }
    /// The rest of a request whose head has come.
    Coroutine<> read_body(Request& request) {
        if (request.header("Transfer-Encoding") == "chunked")
            request.body = co_await read_chunks();
        else if (request.headers.contains("Content-Length"))
            request.body = co_await read_exactly(std::stoul(request.header("Content-Length")));
    }

    const int number;
    bool closed_by_client = false;

private:
    tcp::socket socket_;
    std::string early_;  // read, but not used yet
};

/// Answers one request; the connection stays for the next unless it closes it.
using Script = std::function<Coroutine<>(Wire&, Request&)>;

inline Script answering(std::string bytes, std::size_t at_a_time = std::string::npos) {
    return [=](Wire& wire, Request&) { return wire.send(bytes, at_a_time); };
}
/// Says nothing at all.
inline Script silent() {
    return [](Wire& wire, Request&) { return wire.until_closed(); };
}
/// The answer, some time after the request.
inline Script slow(duration delay, std::string bytes = ok) {
    return [=](Wire& wire, Request&) -> Coroutine<> {
        co_await sleep(delay);
        co_await wire.send(bytes);
    };
}

struct OriginOptions {
    Script script;
    bool reads_bodies = true;  // else the script may call wire.read_body(request)
    bool takes_little = false;
};

class Origin {
public:
    explicit Origin(OriginOptions options)
        : options_(std::move(options)),
          acceptor_(io_context(), tcp::endpoint(asio::ip::address_v4::loopback(), 0)) {
        if (options_.takes_little)  // inherited by what is accepted
            acceptor_.set_option(asio::socket_base::receive_buffer_size(4096));
        serving_ = create_task(accept(), "origin");
    }

    [[nodiscard]] std::uint16_t port() const { return acceptor_.local_endpoint().port(); }
    /// By the host's address; a.test and b.test mean the origin's port, too.
    [[nodiscard]] std::string url(const std::string& target = "/") const {
        return "http://127.0.0.1:" + std::to_string(port()) + target;
    }
    /// The names of the conventions, and a count of the questions.
    [[nodiscard]] http::Resolver resolver() {
        return [this](std::string host) -> Coroutine<std::vector<http::Address>> {
            ++lookups;
            if (slow_lookup > duration::zero()) co_await sleep(slow_lookup);
            if (host != "a.test" && host != "b.test") throw std::runtime_error("unknown");
            co_return std::vector<http::Address>{{.ip = "127.0.0.1", .port = port()}};
        };
    }
    /// Hangs up, and waits until its tasks have ended.
    Coroutine<> close() {
        // First of all nobody else is let in: accept() may have somebody already.
        serving_->cancel();
        co_await wait(std::vector{*serving_});
        for (const auto& task : tasks_) task.cancel();
        if (!tasks_.empty()) co_await wait(tasks_);
        acceptor_.close();
    }

    int conns = 0;  // accepted so far
    int open = 0;   // of them, those that neither side has closed
    int most_open = 0;
    int lookups = 0;
    duration slow_lookup{};
    std::vector<Request> requests;
    std::vector<std::shared_ptr<Wire>> wires;  // of every connection

private:
    Coroutine<> accept() {
        for (;;) {
            tcp::socket socket = co_await acceptor_.async_accept(use_coroutine);
            socket.set_option(tcp::no_delay(true));
            wires.push_back(std::make_shared<Wire>(std::move(socket), ++conns));
            most_open = std::max(most_open, ++open);
            tasks_.push_back(create_task(serve(wires.back()), "connection"));
        }
    }
    Coroutine<> serve(std::shared_ptr<Wire> wire) {
        struct Closed {
            int& open;
            Wire& wire;
            ~Closed() {
                --open;
                wire.close();
            }
        } closed{open, *wire};
        while (wire->is_open()) {
            auto request = co_await read_request(*wire);
            if (!request) co_return;
            requests.push_back(*request);
            try {
                co_await options_.script(*wire, *request);
            } catch (const asio::system_error&) {  // the client has gone
                co_return;
            }
        }
    }
    Coroutine<std::optional<Request>> read_request(Wire& wire) {
        Request request;
        request.connection = wire.number;
        request.head = co_await wire.read_until("\r\n\r\n");
        if (request.head.empty()) co_return std::nullopt;
        std::string_view rest = request.head;
        std::string_view line = http::detail::take_until(rest, '\r');
        request.method = http::detail::take_until(line, ' ');
        request.target = http::detail::take_until(line, ' ');
        while (rest.size() > 3) {
            std::string_view field = http::detail::trim(http::detail::take_until(rest, '\r'), "\n");
            const std::string_view name = http::detail::take_until(field, ':');
            if (!name.empty()) request.headers.add(name, http::detail::trim(field));
        }
        if (options_.reads_bodies) co_await wire.read_body(request);
        co_return request;
    }

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

/// An error of `reset` or `disconnected`, as the conventions have it.
inline bool is_disconnect(const Fate& fate) {
    return fate.is<http::ServerDisconnectedError>() ||
           (fate.is<http::ClientOSError>() && !fate.is<http::ClientConnectorError>());
}

/// The body of a GET.
inline Coroutine<std::string> get_text(http::Session& session, std::string url,
                                       http::RequestOptions options = {}) {
    auto response = co_await session.get(url, std::move(options));
    co_return co_await response.text();
}
/// The status of a request whose body is read.
inline Coroutine<int> status_of(Coroutine<http::Response> request) {
    auto response = co_await request;
    co_await response.read();
    co_return response.status();
}

/// Waits until it holds; for at most a second.
template <class F>
Coroutine<bool> soon(F holds) {
    for (int i = 0; i < 1000 && !holds(); ++i) co_await sleep(1ms);
    co_return holds();
}

/// Seconds since it was made.
class Stopwatch {
public:
    [[nodiscard]] double seconds() const {
        return std::chrono::duration<double>(this_loop().now() - start_).count();
    }
    /// As long as it should be, with the slack of the conventions.
    [[nodiscard]] bool shows(double expected) const {
        return seconds() > expected - 0.02 && seconds() < expected + 0.3;
    }

private:
    time_point start_ = this_loop().now();
};

/// Runs a program that reports nothing and leaves nothing behind.
template <class Program>
void play(Program program, RunOptions options = {}) {
    const NothingLeft nothing_left;
    options.on_report = [](const Report& report) {
        FAIL_CHECK(report.where, ": reported: ", report.text);
    };
    try {
        run(program(), std::move(options));
    } catch (...) {
        const std::string text = detail::error_text(std::current_exception());
        FAIL_CHECK("the program failed: ", text);
    }
}

/// Runs body(origin, session), then closes both and looks at what is left.
template <class Body>
void with_origin(OriginOptions origin_options, http::SessionOptions options, Body body) {
    play([&]() -> Coroutine<> {
        Origin origin(std::move(origin_options));
        if (!options.resolver) options.resolver = origin.resolver();
        http::Session session(std::move(options));
        const Fate fate = co_await fate_of(body(origin, session));
        CHECK_MESSAGE(fate.good(), "the body failed: ", fate.text());
        CHECK(session.pool().in_use == 0);
        co_await session.close();
        CHECK(session.pool().idle == 0);
        co_await origin.close();
        for (int turn = 0; turn < 10; ++turn) co_await sleep(0s);
        const std::string left = format_waiting();
        CHECK_MESSAGE(all_tasks().size() == 1, "tasks are left:\n", left);
    });
}
template <class Body>
void with_origin(Script script, http::SessionOptions options, Body body) {
    with_origin(OriginOptions{.script = std::move(script)}, std::move(options), std::move(body));
}

}  // namespace origin

using namespace origin;  // NOLINT
using aio::http::Headers;
using aio::http::RequestOptions;
using aio::http::Response;
using aio::http::Session;
