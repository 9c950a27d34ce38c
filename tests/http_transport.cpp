// lib/http/transport.hpp: another way than TCP from a session to a server.
#include <fcntl.h>
#include <unistd.h>

#include "http_server.hpp"

namespace {

using http::Address;
using Found = http::Transport::Found;

Coroutine<> say_ok(http::Request&, http::Reply& reply) { co_await reply.send(200, "ok"); }

/// How a GET ends: its text, or the kind of its error.
Coroutine<std::string> fate(http::Session& session, std::string url) {
    try {
        auto response = co_await session.get(url);
        co_return co_await response.text();
    } catch (const http::ConnectionTimeoutError&) {
        co_return "ConnectionTimeoutError";
    } catch (const http::ClientConnectorError& error) {
        co_return "ClientConnectorError: " + error.code().message();
    }
}

bool is_open(int descriptor) { return ::fcntl(descriptor, F_GETFD) != -1; }

}  // namespace

TEST_CASE("a transport gets the address and the port of the connection") {
    play_server([](http::Server& server) -> Coroutine<> {
        server.route("/", say_ok);
        std::vector<std::string> asked;
        const http::Transport network([&](const Address& to) -> Found {
            asked.push_back(to.ip + ":" + std::to_string(to.port));
            auto [ours, theirs] = http::connected_pair();
            server.serve(std::move(theirs));
            co_return std::move(ours);
        });
        const auto resolver = [](std::string host) -> Coroutine<std::vector<Address>> {
            if (host == "b.test") co_return std::vector<Address>{{.ip = "10.0.0.2", .port = 81}};
            co_return std::vector<Address>{{.ip = "10.0.0.1", .port = 0}};
        };
        http::Session session({.resolver = resolver});
        for (const char* url : {"http://a.test/", "http://a.test/", "http://a.test:8080/",
                                "http://b.test/", "http://[::1]/"})
            CHECK(co_await fate(session, url) == "ok");
        CHECK(asked ==
              std::vector<std::string>{"10.0.0.1:80", "10.0.0.1:8080", "10.0.0.2:81", "::1:80"});
        co_await session.close();
    });
}

TEST_CASE(
    "of several transports the newest is asked first; TCP is used if none knows the address") {
    play(
        []() -> Coroutine<> {
            http::Server server, on_tcp;
            server.route("/", say_ok);
            on_tcp.route("/", [](http::Request&, http::Reply& reply) {
                return reply.send(200, "over TCP");
            });
            const std::string port = std::to_string(on_tcp.listen());
            std::vector<std::string> asked;
            const auto transport = [&](std::string name, bool knows) {
                return [&, name, knows](const Address&) -> Found {
                    asked.push_back(name);
                    if (!knows) co_return std::nullopt;
                    auto [ours, theirs] = http::connected_pair();
                    server.serve(std::move(theirs));
                    co_return std::move(ours);
                };
            };
            http::Session session({.force_close = true});
            const std::string url = "http://127.0.0.1:" + port + "/";
            const http::Transport first(transport("first", false));
            CHECK(co_await fate(session, url) == "over TCP");
            {
                const http::Transport second(transport("second", true));
                CHECK(co_await fate(session, url) == "ok");
                const http::Transport third(transport("third", false));
                CHECK(co_await fate(session, url) == "ok");
            }
            CHECK(co_await fate(session, url) == "over TCP");
            CHECK(asked == std::vector<std::string>{"first", "second", "third", "second", "first"});
            co_await session.close();
            co_await server.close();
            co_await on_tcp.close();
        },
        Clock::real);
}

TEST_CASE("a transport's error is a ClientConnectorError, and a slow one runs into `connect`") {
    play([]() -> Coroutine<> {
        const http::Transport network([](const Address& to) -> Found {
            if (to.port == 1)
                throw std::system_error(std::make_error_code(std::errc::connection_refused));
            co_await sleep(10s);
            co_return std::nullopt;
        });
        http::Session session({.timeout = {.connect = 2s}});
        CHECK(co_await fate(session, "http://10.0.0.1:1/") ==
              "ClientConnectorError: Connection refused");
        CHECK(co_await fate(session, "http://10.0.0.1:2/") == "ConnectionTimeoutError");
        CHECK(this_loop().now().time_since_epoch() == 2s);
        co_await session.close();
    });
}

TEST_CASE("a transport may be destroyed while it is being asked, and after its loop") {
    std::optional<http::Transport> network;
    play_server([&](http::Server& server) -> Coroutine<> {
        server.route("/", say_ok);
        network.emplace([&server, text = std::string(100, 'x')](const Address& to) -> Found {
            co_await sleep(1s);
            CHECK(text.size() == 100);
            CHECK(to.ip == "10.0.0.1");
            auto [ours, theirs] = http::connected_pair();
            server.serve(std::move(theirs));
            co_return std::move(ours);
        });
        http::Session session;
        auto asking = create_task(fate(session, "http://10.0.0.1/"));
        co_await sleep(500ms);
        network.reset();
        CHECK(co_await asking == "ok");
        co_await session.close();
        network.emplace([](const Address&) -> Found { co_return std::nullopt; });
    });
    network.reset();
    CHECK_THROWS_AS(http::Transport([](const Address&) -> Found { co_return std::nullopt; }),
                    RuntimeError);
}

TEST_CASE("a Socket closes its descriptor, unless it was released or moved from") {
    auto [one, two] = http::connected_pair();
    const int first = one.descriptor(), second = two.descriptor();
    CHECK(one.in_this_loop());
    {
        const http::Socket moved = std::move(one);
        CHECK(is_open(first));
    }
    CHECK_FALSE(is_open(first));
    {
        http::Socket taken(second);
        CHECK_FALSE(taken.in_this_loop());
        CHECK(two.release() == second);
        CHECK(taken.release() == second);
    }
    CHECK(is_open(second));
    ::close(second);
}

TEST_CASE("anything but a socket is refused, and closed") {
    play([]() -> Coroutine<> {
        http::Server server;
        const int file = ::open("/dev/null", O_RDONLY | O_CLOEXEC);
        CHECK_THROWS_AS(server.serve(http::Socket(file)), std::system_error);
        CHECK_FALSE(is_open(file));
        CHECK(server.connections() == 0);
        co_await server.close();
    });
}
