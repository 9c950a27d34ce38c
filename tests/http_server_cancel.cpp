// A server is closed, and destroyed, at every moment of its clients' lives: nothing is left, and
// nothing is used after its end.
#include "http_server.hpp"

#include "cancel_everywhere.hpp"

namespace {

using http::Reply;
using http::Request;

// A request in two parts; an answer in three, by two tasks.
Coroutine<> answer(Request& request, Reply reply) {
    const std::string body = request.body;
    co_await sleep(1ms);
    co_await reply.begin(200);
    co_await gather(reply.write("piece"), reply.write("piece"));
    co_await sleep(1ms);
    co_await reply.write(body);
}

Coroutine<> ask_twice(RawClient& client) {
    const std::string head = "POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 5\r\n\r\n";
    co_await client.send(head + "he");
    co_await sleep(1ms);
    co_await client.send("llo" + head + "again");
    co_await client.receive(20ms);
}

/// No client is left, although it may take a client's last bytes to notice.
Coroutine<> check_nobody_is_left(const http::Server& server) {
    co_await sleep(2s);
    CHECK(server.connections() == 0);
}

}  // namespace

TEST_CASE("a server whose serve_forever() is cancelled everywhere closes in order") {
    const auto seen = everywhere::cancel_everywhere(
        [](everywhere::Victim& victim) -> Coroutine<> {
            http::Server server;
            server.route("POST /", answer);
            RawClient client = connect(server), idle = connect(server);
            victim.start([&]() -> Coroutine<> { co_await server.serve_forever(); });
            auto asking = create_task(ask_twice(client));
            co_await sleep(10ms);
            co_await server.close();  // again, if that was cancelled, too
            CHECK(server.connections() == 0);
            co_await victim.end();
            co_await asking;
            co_await client.receive();
            CHECK(client.closed);
        },
        {.seeds = 2, .may_take_time = true});
    CHECK(seen.cancelled > 20);
}

TEST_CASE("a close(grace) that is cancelled everywhere leaves no client behind") {
    everywhere::cancel_everywhere(
        [](everywhere::Victim& victim) -> Coroutine<> {
            http::Server server;
            server.route("POST /", answer);
            RawClient client = connect(server);
            auto asking = create_task(ask_twice(client));
            co_await sleep(500us);
            victim.start([&]() -> Coroutine<> { co_await server.close(10ms); });
            co_await victim.end();
            co_await asking;
            co_await check_nobody_is_left(server);
        },
        {.seeds = 2, .may_take_time = true});
}

TEST_CASE("a server destroyed at any moment lets its clients go") {
    const auto seen = everywhere::cancel_everywhere(
        [](everywhere::Victim& victim) -> Coroutine<> {
            std::optional<RawClient> client;
            victim.start([&]() -> Coroutine<> {
                http::Server server;  // goes with this frame, without close()
                server.route("POST /", answer);
                client.emplace(connect(server));
                co_await ask_twice(*client);
            });
            co_await victim.end();
            co_await sleep(2s);
            if (client) co_await client->receive();
            CHECK((!client || client->closed));
        },
        {.seeds = 2});
    CHECK(seen.cancelled > 20);
}

TEST_CASE("a session's request to a server, cancelled everywhere: the next one is answered") {
    const auto seen = everywhere::cancel_everywhere(
        [](everywhere::Victim& victim) -> Coroutine<> {
            http::Server server;
            server.route("POST /", answer);
            const http::Transport network(at_10_0_0_1(server));
            http::Session session({.limit = 1, .base_url = "http://10.0.0.1/"});
            victim.start([&]() -> Coroutine<> {
                auto response = co_await session.post("", {.data = "hello"});
                const std::string text = co_await response.read();
                CHECK(text == "piecepiecehello");
            });
            co_await victim.end();
            auto response = co_await session.post("", {.data = "again"});
            const std::string text = co_await response.read();
            CHECK(text == "piecepieceagain");
            co_await session.close();
            co_await check_nobody_is_left(server);
            co_await server.close();
        },
        {.seeds = 2, .may_survive = true});
    CHECK(seen.cancelled > 20);
}
