// lib/http/server.hpp: how a server listens, and how it ends: in order, at once, with its loop.
// http_server_cancel.cpp ends it at every moment.
#include "http_server.hpp"

namespace {

using http::Reply;
using http::Request;

Coroutine<> say_ok(Request&, Reply& reply) { co_await reply.send(200, "ok\n"); }

/// A handler that begins an answer, and then waits for 10 s.
Coroutine<> slow(Request&, Reply& reply) {
    co_await reply.begin(200);
    co_await reply.write("begun\n");
    co_await sleep(10s);
    co_await reply.write("ended\n");
}

}  // namespace

TEST_CASE("close() cuts what is under way, and a handler may clean up") {
    bool cleaned_up = false;
    play([&]() -> Coroutine<> {
        http::Server server;
        server.route("/", [&](Request& request, Reply reply) -> Coroutine<> {
            co_await try_finally([&] { return slow(request, reply); },
                                 [&](const std::exception_ptr&) -> Coroutine<> {
                                     co_await sleep(1s);
                                     cleaned_up = true;
                                 });
        });
        RawClient client = connect(server), idle = connect(server);
        co_await client.send(get("/"));
        co_await sleep(1s);
        co_await server.close();
        CHECK(cleaned_up);
        CHECK(this_loop().now().time_since_epoch() == 2s);
        CHECK(server.connections() == 0);
        const std::string text = co_await client.receive();
        CHECK(text.ends_with("begun\n\r\n"));
        CHECK(client.closed);
        CHECK((co_await idle.receive()).empty());
        CHECK(idle.closed);
        CHECK_THROWS_AS(connect(server), RuntimeError);
        co_await server.close();  // nothing is left to do
    });
}

TEST_CASE("close(grace) lets requests be answered, sends idle clients away, then cuts the rest") {
    for (const duration grace : {duration(5s), duration(20s)})
        play([&]() -> Coroutine<> {
            http::Server server;
            server.route("/slow", slow);
            server.route("/later", [](Request&, Reply reply) -> Coroutine<> {
                co_await sleep(2s);
                co_await reply.send(200, "at last\n");
            });
            RawClient under_way = connect(server), later = connect(server), idle = connect(server);
            co_await under_way.send(get("/slow"));
            co_await later.send(get("/later") + get("/later"));
            co_await sleep(1s);
            auto closing = create_task(server.close(grace));
            CHECK((co_await idle.receive()).empty());
            CHECK(server.connections() == 2);
            const std::string text = co_await later.receive();
            CHECK(text.find("Connection: close\r\n") != text.npos);
            CHECK(text.ends_with("at last\n"));  // once: no further request is taken
            CHECK(later.closed);
            co_await closing;
            const duration end = this_loop().now().time_since_epoch();
            const std::string all = co_await under_way.receive();
            const bool in_time = grace > 9s;
            CHECK(end == (in_time ? 11s : 6s));  // 1 s for the client to hang up
            CHECK(all.ends_with(in_time ? "ended\n\r\n0\r\n\r\n" : "begun\n\r\n"));
        });
}

TEST_CASE("a cancelled close(grace) stops waiting") {
    play([]() -> Coroutine<> {
        http::Server server;
        server.route("/", slow);
        RawClient client = connect(server);
        co_await client.send(get("/"));
        co_await sleep(1s);
        CHECK_THROWS_AS(co_await wait_for(server.close(60s), 1s), TimeoutError);
        CHECK((co_await client.receive()).ends_with("begun\n\r\n"));
        CHECK(client.closed);
        CHECK(this_loop().now().time_since_epoch() == 2s);
        co_await server.close();
    });
}

TEST_CASE("a handler may close the server that it answers for") {
    play([]() -> Coroutine<> {
        http::Server server;
        server.route("/slow", slow);
        server.route("/quit", [&](Request&, Reply reply) -> Coroutine<> {
            co_await server.close();
            co_await reply.send(200, "closed\n");
        });
        RawClient other = connect(server), client = connect(server);
        co_await other.send(get("/slow"));
        co_await client.send(get("/quit"));
        co_await server.serve_forever();
        CHECK((co_await client.receive()).ends_with("\r\n\r\nclosed\n"));
        CHECK(client.closed);
        CHECK((co_await other.receive()).ends_with("begun\n\r\n"));
    });
}

TEST_CASE("serve_forever() closes the server when it is cancelled") {
    play([]() -> Coroutine<> {
        http::Server server;
        server.route("/", slow);
        RawClient client = connect(server);
        co_await client.send(get("/"));
        auto serving = create_task(server.serve_forever());
        co_await sleep(1s);
        serving.cancel();
        CHECK_THROWS_AS(co_await serving, CancelledError);
        CHECK(server.connections() == 0);
        CHECK((co_await client.receive()).ends_with("begun\n\r\n"));
    });
}

TEST_CASE("a server may be destroyed at any moment, handlers under way or not") {
    const std::string requests = get("/a") + get("/slow");
    for (int moment = 0; moment <= 12; ++moment)
        play([&]() -> Coroutine<> {
            auto server = std::make_unique<http::Server>();
            server->route("/a", say_ok);
            server->route("/slow", slow);
            RawClient client = connect(*server);
            co_await client.send(requests.substr(0, static_cast<std::size_t>(moment) * 8));
            for (int turn = 0; turn < moment; ++turn) co_await sleep(0s);
            server.reset();
            co_await client.receive();
            CHECK(client.closed);
        });
}

TEST_CASE("a server may live longer than its loop, and than handlers that were under way") {
    for (const Clock clock : {Clock::simulated, Clock::real}) {
        const NothingLeft nothing_left;
        std::optional<http::Server> server;
        const auto program = [&]() -> Coroutine<> {
            server.emplace();
            server->route("/", slow);
            if (clock == Clock::real) server->listen();
            RawClient client = connect(*server);
            co_await client.send(get("/"));
            for (int turn = 0; turn < 20; ++turn) co_await sleep(0s);
            CHECK(server->connections() == 1);
        };
        run(program(), {.clock = clock});
        CHECK(server->connections() == 0);
    }
}

TEST_CASE("the end of run() ends a server that nobody has closed") {
    play([]() -> Coroutine<> {
        auto* server = new http::Server;
        server->route("/", slow);
        RawClient client = connect(*server);
        co_await client.send(get("/"));
        co_await sleep(1s);
        create_task([](http::Server* mine) -> Coroutine<> {
            const std::unique_ptr<http::Server> owner(mine);
            co_await mine->serve_forever();
        }(server));
        co_await sleep(1s);
    });
}

TEST_CASE(
    "over TCP: a Session is answered, and the port is free again once the server has closed") {
    play(
        []() -> Coroutine<> {
            http::Server server;
            server.route("GET /hello/{name}", [](Request& request, Reply reply) -> Coroutine<> {
                co_await reply.send(200, "hello, " + request.path_value("name") + "\n");
            });
            const std::uint16_t port = server.listen();
            http::Session session({.base_url = "http://127.0.0.1:" + std::to_string(port) + "/"});
            auto response = co_await session.get("hello/Ada");
            CHECK(co_await response.text() == "hello, Ada\n");
            CHECK(session.pool().opened == 1);

            http::Server other;
            const std::string taken = "aio::http::Server::listen: 127.0.0.1, port " +
                                      std::to_string(port) + ": Address already in use";
            CHECK_THROWS_WITH_AS(other.listen(port), taken.c_str(), std::system_error);
            CHECK_THROWS_AS(other.listen(0, "nowhere"), std::system_error);
            co_await server.close();
            CHECK(other.listen(port) == port);
            co_await session.close();
            co_await other.close();
        },
        Clock::real);
}

TEST_CASE("it cannot listen under simulated time, outside a loop, or once it is closed") {
    play([]() -> Coroutine<> {
        http::Server server;
        CHECK_THROWS_WITH_AS(server.listen(),
                             "aio::http::Server::listen: clients outside do not follow simulated "
                             "time; use the real clock, or give it connections by serve(): see "
                             "transport.hpp",
                             RuntimeError);
        co_await server.close();
    });
    http::Server server;
    CHECK_THROWS_AS(server.listen(), RuntimeError);
    play(
        []() -> Coroutine<> {
            http::Server closed;
            co_await closed.close();
            CHECK_THROWS_AS(closed.listen(), RuntimeError);
        },
        Clock::real);
}
