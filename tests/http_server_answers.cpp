// lib/http/reply.hpp: answers at once and in pieces, and what happens to errors.
#include "http_server.hpp"

namespace {

using http::Reply;
using http::Request;

Coroutine<> say_ok(Request&, Reply& reply) { co_await reply.send(200, "ok\n"); }

/// What one request gets.
RawAnswer ask(const std::string& pattern, http::Handler handler, std::string request) {
    RawAnswer answer;
    play_server([&](http::Server& server) -> Coroutine<> {
        server.route(pattern, std::move(handler));
        RawClient client = connect(server);
        answer = co_await exchange(client, std::move(request));
    });
    return answer;
}

}  // namespace

TEST_CASE("an answer in one piece has its length, and is text unless it says otherwise") {
    const RawAnswer answer = ask("/", say_ok, get("/"));
    CHECK(answer.text ==
          "HTTP/1.1 200 OK\r\nContent-Type: text/plain; charset=utf-8\r\nContent-Length: 3\r\n"
          "\r\nok\n");
    CHECK_FALSE(answer.closed);
    const auto json = [](Request&, Reply& reply) {
        return reply.send(201, "{}", {{"content-type", "application/json"}});
    };
    CHECK(ask("/", json, get("/")).text ==
          "HTTP/1.1 201 Created\r\ncontent-type: application/json\r\nContent-Length: 2\r\n\r\n{}");
    const auto nothing = [](Request&, Reply& reply) { return reply.send(204, ""); };
    CHECK(ask("/", nothing, get("/")).text == "HTTP/1.1 204 No Content\r\n\r\n");
}

TEST_CASE("an answer in pieces is sent as it is written, and ends with the handler") {
    play_server([](http::Server& server) -> Coroutine<> {
        server.route("/", [](Request&, Reply reply) -> Coroutine<> {
            co_await reply.begin(200);
            for (const char* piece : {"one", "", "three"}) {
                co_await sleep(1s);
                co_await reply.write(piece);
            }
        });
        RawClient client = connect(server);
        co_await client.send(get("/") + get("/none"));
        const std::string head = co_await client.receive(500ms);
        CHECK(head.ends_with("Transfer-Encoding: chunked\r\n\r\n"));
        CHECK(co_await client.receive(1s) == "3\r\none\r\n");
        const std::string rest = co_await client.receive(5s);
        CHECK(rest.starts_with("5\r\nthree\r\n0\r\n\r\nHTTP/1.1 404"));
    });
}

TEST_CASE("an answer with a length is sent as it is, and to HTTP/1.0 nothing is chunked") {
    const auto five = [](Request&, Reply reply) -> Coroutine<> {
        co_await reply.begin(200, {}, 5);
        co_await reply.write("he");
        co_await reply.write("llo");
    };
    const RawAnswer answer = ask("/", five, get("/"));
    CHECK(answer.has("Content-Length: 5\r\n"));
    CHECK(answer.text.ends_with("\r\n\r\nhello"));
    CHECK_FALSE(answer.closed);
    const auto unknown = [](Request&, Reply reply) -> Coroutine<> {
        co_await reply.begin(200);
        co_await reply.write("hello");
    };
    const RawAnswer old =
        ask("/", unknown, "GET / HTTP/1.0\r\nConnection: keep-alive\r\n\r\n" + get("/"));
    CHECK(old.has("Connection: close\r\n"));
    CHECK(old.text.ends_with("\r\n\r\nhello"));
    CHECK(old.closed);
}

TEST_CASE("write() to an answer without a body ends the handler, and the connection goes on") {
    int writes = 0;
    const auto endless = [&](Request& request, Reply reply) -> Coroutine<> {
        co_await reply.begin(request.method == "HEAD" ? 200 : 304);
        for (;; ++writes) co_await reply.write("more");
    };
    for (const char* method : {"HEAD", "GET"}) {
        const RawAnswer answer =
            ask("/a", endless, std::string(method) + " /a HTTP/1.1\r\nHost: a\r\n\r\n" + get("/b"));
        CHECK(answer.has("\r\n\r\nHTTP/1.1 404"));
        CHECK(writes == 0);
    }
}

TEST_CASE("a client that reads slowly makes write() wait: back-pressure") {
    play_server([](http::Server& server) -> Coroutine<> {
        std::size_t written = 0;
        server.route("/", [&](Request&, Reply reply) -> Coroutine<> {
            co_await reply.begin(200);
            for (int i = 0; i < 100; ++i) {
                co_await reply.write(std::string(100'000, 'x'));
                written += 100'000;
            }
        });
        RawClient client = connect(server);
        co_await client.send(get("/"));
        co_await sleep(20s);
        CHECK(written < 1'000'000);
        const std::string all = co_await client.receive();
        CHECK(written == 10'000'000);
        CHECK(all.size() > 10'000'000);
    });
}

TEST_CASE("several tasks may write; each piece stays whole") {
    const auto many = [](Request&, Reply reply) -> Coroutine<> {
        co_await reply.begin(200);
        const auto write = [](Reply reply, char c) -> Coroutine<> {
            for (int i = 0; i < 20; ++i) co_await reply.write(std::string(50'000, c));
        };
        co_await gather(write(reply, 'a'), write(reply, 'b'), write(reply, 'c'));
    };
    const RawAnswer answer = ask("/", many, get("/"));
    std::size_t chunks = 0;
    for (std::string_view rest = std::string_view(answer.text).substr(answer.text.find("c350"));
         rest.starts_with("c350\r\n"); rest.remove_prefix(6 + 50'000 + 2), ++chunks) {
        const std::string_view chunk = rest.substr(6, 50'000);
        CHECK(chunk.find_first_not_of(chunk[0]) == chunk.npos);
    }
    CHECK(chunks == 60);
    CHECK(answer.text.ends_with("\r\n0\r\n\r\n"));
}

TEST_CASE("calls out of order, or on what is the server's business, are refused") {
    const auto disorderly = [](Request&, Reply reply) -> Coroutine<> {
        CHECK_THROWS_AS(co_await reply.write("too early"), RuntimeError);
        CHECK_THROWS_AS(co_await reply.end(), RuntimeError);
        CHECK_THROWS_AS(co_await reply.send(99, ""), std::invalid_argument);
        CHECK_THROWS_AS(co_await reply.send(100, ""), std::invalid_argument);
        CHECK_THROWS_AS(co_await reply.send(1000, ""), std::invalid_argument);
        CHECK_THROWS_AS(co_await reply.begin(200, {{"content-length", "5"}}),
                        std::invalid_argument);
        CHECK_THROWS_AS(co_await reply.begin(200, {{"Transfer-Encoding", "gzip"}}),
                        std::invalid_argument);
        CHECK_FALSE(reply.begun());
        co_await reply.begin(200, {}, 5);
        CHECK(reply.begun());
        CHECK_THROWS_AS(co_await reply.begin(200), RuntimeError);
        CHECK_THROWS_AS(co_await reply.send(200, ""), RuntimeError);
        CHECK_THROWS_AS(co_await reply.write("too long"), RuntimeError);
        CHECK_THROWS_AS(co_await reply.end(), RuntimeError);  // too short
        co_await reply.write("hello");
        co_await reply.end();
        CHECK_THROWS_AS(co_await reply.write("!"), RuntimeError);
        CHECK_THROWS_AS(co_await reply.end(), RuntimeError);
    };
    const RawAnswer answer = ask("/", disorderly, get("/"));
    CHECK(answer.text.ends_with("\r\n\r\nhello"));
    CHECK_FALSE(answer.closed);
}

TEST_CASE("the handler may close the connection after its answer") {
    const auto last = [](Request&, Reply& reply) {
        return reply.send(200, "bye", {{"Connection", "close"}});
    };
    const RawAnswer answer = ask("/", last, get("/") + get("/"));
    CHECK(answer.has("Connection: close\r\n"));
    CHECK(answer.text.ends_with("\r\n\r\nbye"));
    CHECK(answer.closed);
}

TEST_CASE("a Reply may outlive its handler, its server, and its loop; then it throws") {
    // Not play(): what the kept Reply holds exists until it goes.
    const NothingLeft nothing_left;
    std::optional<Reply> kept;
    const auto talk = [&]() -> Coroutine<> {
        http::Server server;
        server.route("/", [&](Request&, Reply reply) -> Coroutine<> {
            kept = reply;
            co_await reply.send(200, "ok");
        });
        RawClient client = connect(server);
        co_await exchange(client, get("/"));
        CHECK_THROWS_AS(co_await kept->write("late"), RuntimeError);
        CHECK_THROWS_AS(co_await kept->send(200, "late"), RuntimeError);
        CHECK_THROWS_AS(co_await kept->wait_closed(), RuntimeError);
        CHECK((co_await exchange(client, get("/"))).begins("200"));
        co_await server.close();
    };
    const auto later = [&]() -> Coroutine<> {
        CHECK_THROWS_AS(co_await kept->end(), RuntimeError);
    };
    aio::run(talk(), {.clock = Clock::simulated});
    aio::run(later(), {.clock = Clock::simulated});
    kept.reset();
}

TEST_CASE("a task that still writes when its handler ends is waited for") {
    bool written = false;
    const auto hasty = [&](Request&, Reply reply) -> Coroutine<> {
        co_await reply.begin(200);
        create_task(
            [](Reply reply, bool& written) -> Coroutine<> {
                co_await reply.write(std::string(5'000'000, 'x'));
                written = true;
            },
            reply, std::ref(written));
        co_await sleep(0s);
    };
    const RawAnswer answer = ask("/", hasty, get("/"));
    CHECK(answer.text.size() > 5'000'000);
    CHECK(answer.text.ends_with("x\r\n0\r\n\r\n"));
    CHECK(written);
}

TEST_CASE("an exception in a handler is a 500 and a report, and the connection goes on") {
    const auto fails = [](Request&, Reply&) -> Coroutine<> {
        co_await sleep(1s);
        throw std::runtime_error("no such book");
    };
    play_server([&](http::Server& server) -> Coroutine<> {
        server.route("/a", fails);
        server.route("/b", [](Request&, Reply&) -> Coroutine<> { throw 42; });
        server.route("/c", [](Request&, Reply&) -> Coroutine<> { co_return; });
        server.route("/d", [](Request&, Reply&) -> Coroutine<> {
            auto task = create_task(sleep(10s));
            task.cancel();
            co_await task;  // cancelled, but not by the server
        });
        RawClient client = connect(server);
        for (const char* path : {"/a", "/b", "/c", "/d"}) {
            const RawAnswer answer = co_await exchange(client, get(path));
            CHECK(answer.begins("500"));
            CHECK(answer.text.ends_with("\r\n\r\ninternal server error\n"));
            CHECK_FALSE(answer.closed);
        }
        const auto told = take_reports();
        REQUIRE(told.size() == 4);
        CHECK(told[0] ==
              "aio::http::Server: the handler of GET /a failed: no such book; the client "
              "got 500 Internal Server Error");
        CHECK(contains(told[2], "without an answer; await reply.send(...)"));
        CHECK(contains(told[3], "cancelled"));
    });
}

TEST_CASE("an exception after the beginning of an answer cuts it short, and is reported") {
    const auto fails = [](Request&, Reply reply) -> Coroutine<> {
        co_await reply.begin(200);
        co_await reply.write("half of it");
        throw std::runtime_error("out of paper");
    };
    const auto stops = [](Request&, Reply reply) -> Coroutine<> {
        co_await reply.begin(200, {}, 100);
        co_await reply.write("half of it");
    };
    for (const http::Handler& handler : {http::Handler(fails), http::Handler(stops)})
        play_server([&](http::Server& server) -> Coroutine<> {
            server.route("/", handler);
            RawClient client = connect(server);
            const RawAnswer answer = co_await exchange(client, get("/"));
            CHECK(answer.has("half of it"));
            CHECK_FALSE(answer.text.ends_with("0\r\n\r\n"));
            CHECK(answer.closed);
            const auto told = take_reports();
            REQUIRE(told.size() == 1);
            CHECK(contains(told[0], "its answer was cut short"));
        });
}

TEST_CASE("a write given up half-way is not continued") {
    const auto impatient = [](Request&, Reply reply) -> Coroutine<> {
        co_await reply.begin(200);
        CHECK_THROWS_AS(co_await wait_for(reply.write(std::string(5'000'000, 'x')), 1s),
                        TimeoutError);
        CHECK_THROWS_AS(co_await reply.write("and more"), http::DisconnectedError);
    };
    play_server([&](http::Server& server) -> Coroutine<> {
        server.route("/", impatient);
        RawClient client = connect(server);
        co_await client.send(get("/"));
        co_await sleep(2s);
        const std::string text = co_await client.receive();
        CHECK(client.closed);
        CHECK(text.find("and more") == text.npos);
        CHECK_FALSE(text.ends_with("0\r\n\r\n"));
    });
}

TEST_CASE("a client that hangs up is DisconnectedError in write(), which need not be caught") {
    bool told = false;
    play_server([&](http::Server& server) -> Coroutine<> {
        server.route("/", [&](Request&, Reply reply) -> Coroutine<> {
            co_await reply.begin(200);
            try {
                for (;;) {
                    co_await sleep(1s);
                    co_await reply.write("tick\n");
                }
            } catch (const http::DisconnectedError&) {
                told = true;
                throw;
            }
        });
        RawClient client = connect(server);
        co_await client.send(get("/"));
        co_await sleep(5s);
        client.hang_up();
        CHECK_FALSE(told);
        co_await sleep(2s);
        CHECK(told);
        CHECK(server.connections() == 0);
    });
}

TEST_CASE("a handler that waits for something else can be told that the client has gone") {
    duration noticed{};
    play_server([&](http::Server& server) -> Coroutine<> {
        server.route("/", [&](Request&, Reply reply) -> Coroutine<> {
            co_await reply.begin(200);
            const std::vector<Task<>> either{create_task(reply.wait_closed()),
                                             create_task(sleep(100s))};
            co_await wait(either, {.return_when = ReturnWhen::first_completed});
            noticed = this_loop().now().time_since_epoch();
            either[1].cancel();
        });
        RawClient client = connect(server);
        co_await client.send(get("/") + get("/"));
        co_await sleep(5s);
        client.hang_up();
        co_await sleep(1s);
        CHECK(noticed == 5s);
        CHECK(server.connections() == 0);
    });
}
