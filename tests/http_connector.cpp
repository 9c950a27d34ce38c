// Connections: a connector shared by sessions, how many are kept, which are reused, and that no
// other program inherits them. H5, H7, H10 and H12 of the findings.
#include <fcntl.h>
#include <sys/socket.h>

#include <filesystem>

#include "http_origin.hpp"

namespace {

using http::Connector;
using http::ConnectorOptions;

/// This program's sockets that are connected to the port, and not close-on-exec.
struct Sockets {
    int all = 0, inherited = 0;
};
Sockets sockets_to(std::uint16_t port) {
    Sockets sockets;
    for (const auto& entry : std::filesystem::directory_iterator("/proc/self/fd")) {
        const int descriptor = std::stoi(entry.path().filename().string());
        sockaddr_in peer{};
        socklen_t size = sizeof peer;
        if (getpeername(descriptor, reinterpret_cast<sockaddr*>(&peer), &size) != 0) continue;
        if (peer.sin_family != AF_INET || ntohs(peer.sin_port) != port) continue;
        ++sockets.all;
        sockets.inherited += (fcntl(descriptor, F_GETFD) & FD_CLOEXEC) == 0;
    }
    return sockets;
}

/// How many connections two consecutive requests take.
int conns_of_two(const std::string& bytes, RequestOptions options = {},
                 http::SessionOptions session_options = {}) {
    int conns = 0;
    with_origin(answering(bytes), std::move(session_options),
                [&](Origin& origin, Session& session) -> Coroutine<> {
                    for (int i = 0; i < 2; ++i)
                        co_await status_of(session.get(origin.url(), options));
                    conns = origin.conns;
                });
    return conns;
}

/// Like with_origin(), with two sessions that share a connector.
template <class Body>
void with_shared(ConnectorOptions options, Body body) {
    play_in_real_time([&]() -> Coroutine<> {
        Origin origin({.script = answering(ok)});
        options.resolver = origin.resolver();
        auto connector = std::make_shared<Connector>(options);
        Session one({.connector = connector, .connector_owner = false});
        Session two({.connector = connector, .connector_owner = false});
        co_await body(origin, connector, one, two);
        co_await one.close();
        co_await two.close();
        co_await connector->close();
        CHECK(connector->closed());
        const bool closed = co_await soon([&] { return origin.open == 0; });
        CHECK(closed);
        co_await origin.close();
    });
}

}  // namespace

TEST_CASE("H12 sessions that share a connector share its connections") {
    with_shared(
        {}, [](Origin& origin, const auto& connector, Session& one, Session& two) -> Coroutine<> {
            for (int i = 0; i < 2; ++i) {
                co_await status_of(one.get("http://a.test/"));
                co_await status_of(two.get("http://a.test/"));
            }
            CHECK(origin.conns == 1);
            CHECK(origin.lookups == 1);
            CHECK(connector->pool().reused == 3);
            CHECK(&one.pool() == &two.pool());
        });
}

TEST_CASE("H12 a borrowed connector outlives its sessions") {
    with_shared(
        {}, [](Origin& origin, const auto& connector, Session& one, Session& two) -> Coroutine<> {
            co_await status_of(one.get("http://a.test/"));
            co_await one.close();
            CHECK(one.closed());
            CHECK(!connector->closed());
            CHECK(connector->pool().idle == 1);
            const Fate fate = co_await fate_of(one.get("http://a.test/"));
            CHECK(fate.is<RuntimeError>());
            co_await status_of(two.get("http://a.test/"));
            CHECK(origin.conns == 1);
        });
}

TEST_CASE("H12 cookies and headers are each session's own") {
    with_shared({}, [](Origin& origin, const auto&, Session& one, Session& two) -> Coroutine<> {
        one.cookie_jar().update_cookies({{"id", "one"}});
        co_await status_of(one.get("http://a.test/"));
        co_await status_of(two.get("http://a.test/"));
        CHECK(origin.requests[0].header("Cookie") == "id=one");
        CHECK(origin.requests[1].header("Cookie") == "(none)");
    });
}

TEST_CASE("H12 the limit holds for all sessions together") {
    play_in_real_time([]() -> Coroutine<> {
        Origin origin({.script = slow(50ms)});
        auto connector = std::make_shared<Connector>(ConnectorOptions{.limit = 1});
        Session one({.connector = connector, .connector_owner = false});
        Session two({.connector = connector, .connector_owner = false});
        co_await gather(status_of(one.get(origin.url())), status_of(two.get(origin.url())));
        CHECK(origin.most_open == 1);
        co_await one.close();
        co_await two.close();
        co_await connector->close();
        co_await origin.close();
    });
}

TEST_CASE("H12 closing a connector closes its sessions; an owner closes its connector") {
    play_in_real_time([]() -> Coroutine<> {
        Origin origin({.script = answering(ok)});
        auto connector = std::make_shared<Connector>();
        Session borrower({.connector = connector, .connector_owner = false});
        Session owner({.connector = connector});
        co_await status_of(owner.get(origin.url()));
        co_await owner.close();
        CHECK(connector->closed());
        CHECK(borrower.closed());
        const Fate fate = co_await fate_of(borrower.get(origin.url()));
        CHECK(fate.is<RuntimeError>());
        co_await connector->close();
        co_await origin.close();
    });
}

TEST_CASE("H12 a connector destroyed with idle connections is reported, and closes them") {
    const NothingLeft nothing_left;
    std::vector<std::string> reports;
    run(
        [&]() -> Coroutine<> {
            Origin origin({.script = answering(ok)});
            {
                auto connector = std::make_shared<Connector>();
                const Connector unused;  // has nothing to close
                Session session({.connector = connector, .connector_owner = false});
                co_await status_of(session.get(origin.url()));
                co_await session.close();
                CHECK(reports.empty());
            }
            const bool closed = co_await soon([&] { return origin.open == 0; });
            CHECK(closed);
            co_await origin.close();
        }(),
        {.on_report = [&](const Report& report) { reports.push_back(report.text); }});
    REQUIRE(reports.size() == 1);
    CHECK(reports[0].starts_with("Unclosed connector"));
}

TEST_CASE("H12 the connector's options cannot be given to the session") {
    const auto connector = std::make_shared<Connector>();
    CHECK_THROWS_AS(Session({.limit = 5, .connector = connector}), std::invalid_argument);
    CHECK_THROWS_AS(Session({.force_close = true, .connector = connector}), std::invalid_argument);
    CHECK_THROWS_AS(Session({.tls = {.verify = false}, .connector = connector}),
                    std::invalid_argument);
    CHECK_THROWS_AS(Connector({.limit = -1}), std::invalid_argument);
    CHECK_THROWS_AS(Connector({.keepalive_timeout = 1s, .force_close = true}),
                    std::invalid_argument);
    CHECK(connector->options().limit == 100);
}

TEST_CASE("H5 a program that is started inherits no connection") {
    with_origin(answering(ok), {}, [](Origin& origin, Session& session) -> Coroutine<> {
        auto first = co_await session.get(origin.url());
        co_await status_of(session.get("http://a.test/"));
        const Sockets sockets = sockets_to(origin.port());
        CHECK(sockets.all == 2);
        CHECK(sockets.inherited == 0);
    });
}

TEST_CASE("H7 a request with Connection: close ends its connection") {
    CHECK(conns_of_two(ok) == 1);
    CHECK(conns_of_two(ok, {.headers = {{"Connection", "close"}}}) == 2);
    CHECK(conns_of_two(ok, {.headers = {{"connection", "TE, Close"}, {"TE", "trailers"}}}) == 2);
    CHECK(conns_of_two(ok, {.headers = {{"Connection", "keep-alive"}}}) == 1);
    CHECK(conns_of_two(ok, {.headers = {{"Connection", "closed"}}}) == 1);
    CHECK(conns_of_two(ok, {}, {.headers = {{"Connection", "close"}}}) == 2);
}

TEST_CASE("H7 an HTTP/1.0 answer keeps a connection only if its end is certain") {
    CHECK(conns_of_two(
              "HTTP/1.0 200 OK\r\nConnection: keep-alive\r\nContent-Length: 2\r\n\r\nok") == 1);
    CHECK(conns_of_two("HTTP/1.0 200 OK\r\nConnection: keep-alive\r\nTransfer-Encoding: "
                       "chunked\r\n\r\n2\r\nok\r\n0\r\n\r\n") == 2);
    CHECK(conns_of_two(
              "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n2\r\nok\r\n0\r\n\r\n") == 1);
    CHECK(conns_of_two("HTTP/1.0 200 OK\r\nConnection: close, keep-alive\r\nContent-Length: "
                       "2\r\n\r\nok") == 2);
    CHECK(conns_of_two("HTTP/1.1 200 OK\r\nConnection: keep-alive, close\r\nContent-Length: "
                       "2\r\n\r\nok") == 2);
}

TEST_CASE("H10 idle connections to all servers together are bounded; the oldest goes first") {
    with_origin(answering(ok), {.limit = 3}, [](Origin& origin, Session& session) -> Coroutine<> {
        const auto url = [](int i) { return "http://a.test:" + std::to_string(1000 + i) + "/"; };
        for (int i = 0; i < 60; ++i) {
            co_await status_of(session.get(url(i)));
            CHECK(session.pool().idle <= 3);
        }
        const bool closed = co_await soon([&] { return origin.open == 3; });
        CHECK(closed);
        for (int i = 57; i < 60; ++i) co_await status_of(session.get(url(i)));
        CHECK(origin.conns == 60);  // those had been kept
        co_await status_of(session.get(url(56)));
        CHECK(origin.conns == 61);
    });
}

TEST_CASE("H10 the bound holds while requests wait, and spares the connections they wait for") {
    with_origin(slow(5ms), {.limit = 2}, [](Origin& origin, Session& session) -> Coroutine<> {
        std::vector<Coroutine<int>> requests;
        for (int i = 0; i < 40; ++i)
            requests.push_back(
                status_of(session.get("http://a.test:" + std::to_string(1000 + i % 20) + "/")));
        std::size_t most = 0;
        auto all = create_task([&]() -> Coroutine<> { co_await gather(std::move(requests)); });
        while (!all.done()) {
            most = std::max(most, session.pool().idle);
            co_await sleep(1ms);
        }
        CHECK(most <= 2);
        // Of twenty servers. The origin learns a little later that a connection was closed.
        CHECK(origin.most_open < 10);
    });
}

TEST_CASE("H10 limit = 0 does not bound idle connections, either") {
    with_origin(answering(ok), {.limit = 0}, [](Origin& origin, Session& session) -> Coroutine<> {
        for (int i = 0; i < 120; ++i)
            co_await status_of(session.get("http://a.test:" + std::to_string(1000 + i) + "/"));
        CHECK(session.pool().idle == 120);
        CHECK(origin.open == 120);
    });
}

TEST_CASE(
    "a connection that the server closed at once: a GET is repeated, a POST does not use it") {
    const Script hangs_up = [](Wire& wire, Request&) -> Coroutine<> {
        co_await wire.send(ok);
        wire.close();
    };
    for (const char* method : {"GET", "POST"}) {
        INFO(method);
        with_origin(hangs_up, {}, [&](Origin& origin, Session& session) -> Coroutine<> {
            for (int i = 1; i <= 20; ++i) {
                const int status =
                    co_await status_of(session.request(method, origin.url(), {.data = "x"}));
                CHECK(status == 200);
                co_await sleep(0s);  // the server has closed, and nobody has noticed yet
                co_await sleep(0s);
            }
            CHECK(origin.conns == 20);
        });
    }
}
