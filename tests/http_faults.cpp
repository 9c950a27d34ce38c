// Servers that hang up, stall, flood, or do not exist. Whatever they do, there is one clear error
// in time, and the next request is served.
#include <fcntl.h>
#include <netinet/in.h>
#include <poll.h>
#include <unistd.h>

#include "http_origin.hpp"

namespace {

const std::string chunked =
    "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\nX-Header: value\r\n\r\n"
    "4;name=value\r\nWiki\r\n5\r\npedia\r\n0\r\nX-Trailer: late\r\n\r\n";
const std::string with_length = answer("200 OK", "Content-Type: text/plain\r\n", "0123456789");
const std::string after_hints = "HTTP/1.1 103 Early Hints\r\nLink: x\r\n\r\n" + ok;

enum class Then { fin, reset, stall };

/// "/<n>": the first n bytes of the answer, and then ... Anything else: ok.
Script cut(const std::string& bytes, Then then) {
    return [=](Wire& wire, Request& request) -> Coroutine<> {
        if (request.target == "/next") co_return co_await wire.send(ok);
        co_await wire.send(bytes.substr(0, std::stoul(request.target.substr(1))));
        if (then == Then::fin) wire.fin();
        if (then == Then::reset) wire.reset();
        co_await wire.until_closed();
    };
}

Coroutine<Fate> post_and_read(Session& session, std::string url) {
    co_return co_await fate_of([](Session& s, std::string u) -> Coroutine<std::string> {
        auto response = co_await s.post(u);
        co_return co_await response.text();
    }(session, url));
}

std::size_t head_size(const std::string& bytes) {
    return bytes.find("\r\n\r\n", bytes.find("HTTP/1.1 200")) + 4;
}

/// Endless bytes, until the client gives up.
Script flood(std::string first, std::string again) {
    std::string block = again;
    while (block.size() < 10'000) block += again;
    return [=](Wire& wire, Request& request) -> Coroutine<> {
        if (request.target == "/next") co_return co_await wire.send(ok);
        co_await wire.send(first);
        for (;;) co_await wire.send(block);
    };
}

Fate fate_of_flood(const std::string& first, const std::string& again,
                   http::ClientTimeout timeout = {}) {
    Fate fate;
    with_origin(flood(first, again), {.timeout = timeout, .limit = 1},
                [&](Origin& origin, Session& session) -> Coroutine<> {
                    fate = co_await wait_for(fate_of(get_text(session, origin.url())), 5s);
                    const std::string next = co_await get_text(session, origin.url("/next"));
                    CHECK(next == "ok");
                });
    return fate;
}

/// A port whose connections are never accepted: its queue is full, and the system drops everything
/// else, like a firewall.
class BlackHole {
public:
    BlackHole() : listener_(::socket(AF_INET, SOCK_STREAM, 0)) {
        address_.sin_family = AF_INET;
        address_.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
        ::bind(listener_, reinterpret_cast<sockaddr*>(&address_), sizeof address_);
        ::listen(listener_, 0);
        socklen_t size = sizeof address_;
        ::getsockname(listener_, reinterpret_cast<sockaddr*>(&address_), &size);
        for (int i = 0; i < 50 && !is_full_; ++i) is_full_ = !fill();
    }
    ~BlackHole() {
        for (const int s : waiting_) ::close(s);
        ::close(listener_);
    }
    [[nodiscard]] std::uint16_t port() const { return ntohs(address_.sin_port); }
    /// Not every system drops: then the tests that need it have nothing to test.
    [[nodiscard]] bool works() const { return is_full_; }

private:
    bool fill() {
        const int s = ::socket(AF_INET, SOCK_STREAM | SOCK_NONBLOCK, 0);
        waiting_.push_back(s);
        ::connect(s, reinterpret_cast<const sockaddr*>(&address_), sizeof address_);
        pollfd ready{s, POLLOUT, 0};
        return ::poll(&ready, 1, 50) > 0;
    }
    int listener_;
    sockaddr_in address_{};
    std::vector<int> waiting_;
    bool is_full_ = false;
};

/// A port of 127.0.0.1 at which nobody listens.
std::uint16_t free_port() {
    tcp::acceptor acceptor(io_context(), tcp::endpoint(asio::ip::address_v4::loopback(), 0));
    return acceptor.local_endpoint().port();
}

http::Resolver resolving_to(std::vector<http::Address> addresses) {
    return
        [addresses](std::string) -> Coroutine<std::vector<http::Address>> { co_return addresses; };
}

}  // namespace

TEST_CASE("a server that closes at any byte of its answer") {
    for (const std::string& bytes : {chunked, with_length, after_hints}) {
        const std::size_t head = head_size(bytes);
        with_origin(cut(bytes, Then::fin), {.limit = 1},
                    [&](Origin& origin, Session& session) -> Coroutine<> {
                        for (std::size_t n = 0; n <= bytes.size(); ++n) {
                            INFO("closed after ", n, " bytes");
                            const Fate fate = co_await post_and_read(
                                session, origin.url("/" + std::to_string(n)));
                            if (n == bytes.size())
                                CHECK(fate.good());
                            else if (n < head)
                                CHECK(fate.is<http::ServerDisconnectedError>());
                            else
                                CHECK(fate.is<http::ClientPayloadError>());
                            CHECK(session.pool().in_use == 0);
                            const std::string next =
                                co_await get_text(session, origin.url("/next"));
                            CHECK(next == "ok");
                        }
                    });
    }
}

TEST_CASE("a server that resets the connection at any byte of its answer") {
    for (const std::string& bytes : {chunked, with_length}) {
        with_origin(cut(bytes, Then::reset), {.limit = 1},
                    [&](Origin& origin, Session& session) -> Coroutine<> {
                        for (std::size_t n = 0; n < bytes.size(); ++n) {
                            INFO("reset after ", n, " bytes");
                            const Fate fate = co_await post_and_read(
                                session, origin.url("/" + std::to_string(n)));
                            const bool as_expected =
                                is_disconnect(fate) || fate.is<http::ClientPayloadError>();
                            CHECK_MESSAGE(as_expected, fate.text());
                            const std::string next =
                                co_await get_text(session, origin.url("/next"));
                            CHECK(next == "ok");
                        }
                    });
    }
}

TEST_CASE("a server that stalls at any byte of its answer") {
    for (const std::string& bytes : {chunked, with_length, after_hints}) {
        with_origin(cut(bytes, Then::stall), {.timeout = {.sock_read = 100ms}, .limit = 0},
                    [&](Origin& origin, Session& session) -> Coroutine<> {
                        const Stopwatch watch;
                        std::vector<Task<Fate>> requests;
                        for (std::size_t n = 0; n < bytes.size(); ++n)
                            requests.push_back(create_task(
                                post_and_read(session, origin.url("/" + std::to_string(n)))));
                        const std::vector<Fate> fates = co_await gather(requests);
                        CHECK(watch.is_within(1));
                        for (const Fate& fate : fates)
                            CHECK_MESSAGE(fate.is<http::SocketTimeoutError>(), fate.text());
                        const bool closed = co_await soon([&] { return origin.open == 0; });
                        CHECK(closed);
                    });
    }
}

TEST_CASE("heads without end are cut off") {
    const std::string start = "HTTP/1.1 200 ";
    for (const Fate& fate :
         {fate_of_flood(start, "reason "), fate_of_flood(start + "OK\r\n", "X-A: 1\r\n"),
          fate_of_flood(start + "OK\r\nX-", "name"), fate_of_flood(start + "OK\r\nX-A: ", "value"),
          fate_of_flood(start + "OK\r\nX-A:", " "), fate_of_flood(start + "OK\r\nX-A: 1", "\r\n 2"),
          fate_of_flood("", "\r\n"), fate_of_flood("", "HTTP/1.1 102 Wait\r\nX: 1\r\n\r\n")}) {
        CHECK_MESSAGE(fate.is<http::ClientResponseError>(), fate.text());
        CHECK(fate.contains(": 400 "));
    }
    const Fate trailers =
        fate_of_flood(start + "OK\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n", "X-A: 1\r\n");
    CHECK_MESSAGE(trailers.is<http::ClientPayloadError>(), trailers.text());
}

TEST_CASE("what may never end is ended by the total time") {
    const http::ClientTimeout timeout{.total = 100ms, .sock_read = 50ms};
    const std::string head = "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n";
    for (const Fate& fate : {fate_of_flood(head + "4;", "extension", timeout),
                             fate_of_flood("HTTP/1.1 200 OK\r\n\r\n", "body", timeout)}) {
        CHECK_MESSAGE(fate.is<TimeoutError>(), fate.text());
        CHECK_FALSE(fate.is<http::ServerTimeoutError>());
    }
    const Script drips = [](Wire& wire, Request&) {
        return wire.send("HTTP/1.1 200 OK\r\nX: " + std::string(1000, 'x'), 1);
    };
    with_origin(drips, {.timeout = timeout}, [](Origin& origin, Session& session) -> Coroutine<> {
        const Fate fate = co_await fate_of(session.get(origin.url()));
        CHECK(fate.is<TimeoutError>());
    });
}

TEST_CASE("a server that does not take the request") {
    const Script deaf = [](Wire&, Request&) { return sleep(2s); };
    with_origin({.script = deaf, .reads_bodies = false, .takes_little = true},
                {.timeout = {.total = 100ms}, .limit = 1},
                [](Origin& origin, Session& session) -> Coroutine<> {
                    const Fate fate = co_await fate_of(
                        session.post(origin.url(), {.data = std::string(50'000'000, 'x')}));
                    CHECK(fate.is<TimeoutError>());
                    CHECK(session.pool().in_use == 0);
                });
}

TEST_CASE("a server that hangs up on a long request") {
    for (const bool reset : {true, false}) {
        const Script rude = [=](Wire& wire, Request&) -> Coroutine<> {
            reset ? wire.reset() : wire.close();
            co_return;
        };
        with_origin({.script = rude, .reads_bodies = false, .takes_little = true}, {.limit = 1},
                    [](Origin& origin, Session& session) -> Coroutine<> {
                        const Fate fate = co_await fate_of(
                            session.post(origin.url(), {.data = std::string(20'000'000, 'x')}));
                        CHECK_MESSAGE(is_disconnect(fate), fate.text());
                        CHECK(fate.contains(origin.url()));
                    });
    }
}

TEST_CASE("a port at which nobody listens") {
    play_in_real_time([]() -> Coroutine<> {
        const std::string port = std::to_string(free_port());
        Session session({.resolver = resolving_to({{.ip = "127.0.0.1"}})});
        const Fate fate = co_await fate_of(session.get("http://user:secret@a.test:" + port + "/x"));
        CHECK(fate.is<http::ClientConnectorError>());
        CHECK(fate.text() == "http://a.test:" + port + "/x: cannot connect to a.test port " + port +
                                 ": Connection refused");
        co_await session.close();
    });
}

TEST_CASE("a host that does not exist") {
    with_origin(answering(ok), {}, [](Origin&, Session& session) -> Coroutine<> {
        const Fate fate = co_await fate_of(session.get("http://nowhere.test/x"));
        CHECK(fate.is<http::ClientConnectorDNSError>());
        CHECK(fate.text().starts_with(
            "http://nowhere.test/x: no address was found for nowhere.test: Host not found"));
    });
    // The system's own resolver. RFC 6761: .invalid never exists.
    play_in_real_time([]() -> Coroutine<> {
        Session session;
        const Fate fate = co_await fate_of(session.get("http://nowhere.invalid/"));
        CHECK(fate.is<http::ClientConnectorDNSError>());
        CHECK(fate.text().starts_with(
            "http://nowhere.invalid/: no address was found for nowhere.invalid: "));
        co_await session.close();
    });
    for (const bool throws : {true, false}) {
        const http::Resolver broken = [=](std::string) -> Coroutine<std::vector<http::Address>> {
            if (throws) throw std::system_error(asio::error::host_not_found_try_again);
            co_return std::vector<http::Address>{};
        };
        with_origin(answering(ok), {.resolver = broken},
                    [&](Origin&, Session& session) -> Coroutine<> {
                        const Fate fate = co_await fate_of(session.get("http://a.test/"));
                        CHECK(fate.is<http::ClientConnectorDNSError>());
                        if (throws) CHECK(fate.contains("try again later"));
                    });
    }
}

TEST_CASE("localhost is found by the system's resolver") {
    with_origin(answering(ok), {}, [](Origin& origin, Session&) -> Coroutine<> {
        Session own;
        const std::string text =
            co_await get_text(own, "http://localhost:" + std::to_string(origin.port()) + "/");
        CHECK(text == "ok");
        co_await own.close();
    });
}

TEST_CASE("a resolver that hangs, and a session closed meanwhile") {
    const http::Resolver hanging = [](std::string) -> Coroutine<std::vector<http::Address>> {
        co_await sleep(1h);
        co_return std::vector<http::Address>{};
    };
    with_origin(answering(ok), {.timeout = {.connect = 100ms}, .limit = 1, .resolver = hanging},
                [](Origin& origin, Session& session) -> Coroutine<> {
                    const Fate fate = co_await fate_of(session.get("http://a.test/"));
                    CHECK(fate.is<http::ConnectionTimeoutError>());
                    const std::string text = co_await get_text(session, origin.url());
                    CHECK(text == "ok");
                    auto request = create_task(fate_of(session.get("http://b.test/")));
                    co_await sleep(10ms);
                    co_await session.close();
                    const Fate closed = co_await wait_for(request, 1s);
                    CHECK(closed.is<http::ConnectionClosedError>());
                    CHECK(closed.contains("the session was closed"));
                });
}

TEST_CASE("an address that swallows everything") {
    const BlackHole hole;
    if (!hole.works()) return;
    play_in_real_time([&]() -> Coroutine<> {
        const http::Address dead{.ip = "127.0.0.1", .port = hole.port()};
        {
            Session session({.timeout = {.sock_connect = 100ms}, .resolver = resolving_to({dead})});
            const Stopwatch watch;
            const Fate fate = co_await fate_of(session.get("http://a.test/"));
            CHECK(watch.shows(0.1));
            CHECK(fate.is<http::ConnectionTimeoutError>());
            CHECK(fate.text() == "Connection timeout to host http://a.test/");
            CHECK(session.pool().in_use == 0);
            co_await session.close();
        }
        Session session({.resolver = resolving_to({dead})});
        auto request = create_task(fate_of(session.get("http://a.test/")));
        co_await sleep(20ms);
        co_await session.close();
        const Fate closed = co_await wait_for(request, 1s);
        CHECK(closed.is<http::ConnectionClosedError>());
    });
}

TEST_CASE("several addresses: the first that answers wins, and none waits long for another") {
    const BlackHole hole;
    if (!hole.works()) return;
    play_in_real_time([&]() -> Coroutine<> {
        Origin origin({.script = answering(ok)});
        const http::Address good{.ip = "127.0.0.1", .port = origin.port()};
        const http::Address dead{.ip = "127.0.0.1", .port = hole.port()};
        const http::Address refusing{.ip = "127.0.0.1", .port = free_port()};
        const http::Address no_such_network{.ip = "::ffff:0:0", .port = 1};
        struct Try {
            std::vector<http::Address> addresses;
            http::ClientTimeout timeout;
            double seconds;
        };
        const Try tries[] = {
            {{good, dead}, {}, 0},
            {{refusing, good}, {}, 0},
            {{no_such_network, refusing, good}, {}, 0},
            {{dead, good}, {}, 0.25},                      // the head start
            {{dead, good}, {.sock_connect = 100ms}, 0.1},  // a new budget for the second
            {{dead, refusing, dead, good}, {}, 0.5},
        };
        for (const Try& t : tries) {
            Session session({.timeout = t.timeout, .resolver = resolving_to(t.addresses)});
            const Stopwatch watch;
            const Fate fate = co_await fate_of(get_text(session, "http://a.test/"));
            CHECK_MESSAGE(fate.good(), fate.text());
            CHECK_MESSAGE(watch.shows(t.seconds), watch.seconds());
            co_await session.close();
        }
        Session none({.resolver = resolving_to({refusing, refusing})});
        const Fate fate = co_await fate_of(none.get("http://a.test/"));
        CHECK(fate.contains("Connection refused"));
        // Cancelled in the middle of the race: nothing is left.
        Session race({.resolver = resolving_to({dead, dead, dead})});
        auto request = create_task(status_of(race.get("http://a.test/")));
        co_await sleep(300ms);
        request.cancel();
        co_await wait(std::vector{request});
        CHECK(request.cancelled());
        CHECK(all_tasks().size() == 2);  // main and the origin
        co_await race.close();
        co_await none.close();
        co_await origin.close();
    });
}

TEST_CASE("an invalid URL is reported in one line") {
    with_origin(answering(ok), {}, [](Origin&, Session& session) -> Coroutine<> {
        const Fate relative = co_await fate_of(session.get("/x"));
        CHECK(relative.is<http::InvalidUrlClientError>());
        CHECK(relative.text() == "/x: it is not absolute; begin it with http:// or https://");
        const Fate ftp = co_await fate_of(session.get("ftp://a.test/"));
        CHECK(ftp.text() == "ftp://a.test/: only http:// and https:// can be requested");
        const Fate port = co_await fate_of(session.get("http://a.test:99999/"));
        CHECK(port.text() == "http://a.test:99999/: the port must be a number from 1 to 65535");
    });
}

TEST_CASE("an invalid answer is reported in one line") {
    with_origin(answering("SSH-2.0-OpenSSH_9.2\r\n"), {},
                [](Origin& origin, Session& session) -> Coroutine<> {
                    const Fate fate = co_await fate_of(session.get(origin.url("/x")));
                    CHECK(fate.is<http::ClientResponseError>());
                    CHECK(fate.text() == origin.url("/x") + ": 400 Expected HTTP/");
                });
}
