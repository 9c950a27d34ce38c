// lib/http/server.hpp: routes, handlers and their errors, answers in pieces, and
// the server's end. What comes over the wire is tested in http_server_requests.cpp.
#include "http_server.hpp"

#include <asio/ip/tcp.hpp>

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

/// A handler that begins an answer, and then waits for 10 s.
Coroutine<> slow(Request&, Reply& reply) {
    co_await reply.begin(200);
    co_await reply.write("begun\n");
    co_await sleep(10s);
    co_await reply.write("ended\n");
}

}  // namespace

// --- Routes -------------------------------------------------------------------

TEST_CASE("a route's {names} stand for parts of the path, {rest...} for all that is left") {
    const auto show = [](Request& request, Reply& reply) -> Coroutine<> {
        std::string text;
        for (const auto& [name, value] : request.path_values) text += name + "=" + value + ";";
        co_await reply.send(200, text);
    };
    const auto values = [&](const std::string& pattern, const std::string& path) {
        const RawAnswer answer = ask(pattern, show, get(path));
        return answer.begins("200") ? answer.text.substr(answer.text.find("\r\n\r\n") + 4) : "none";
    };
    CHECK(values("/books/{id}", "/books/42?page=2") == "id=42;");
    CHECK(values("/books/{id}", "/books/") == "none");
    CHECK(values("/books/{id}", "/books/42/") == "none");
    CHECK(values("/books/{id}", "/books") == "none");
    CHECK(values("/books/{id}", "/BOOKS/42") == "none");
    CHECK(values("/books/{id}/pages/{page}", "/books/42/pages/7") == "id=42;page=7;");
    CHECK(values("/books/{id}", "/%62ooks/a%20b%2Fc") == "id=a b/c;");
    CHECK(values("/files/{path...}", "/files/a/b.txt") == "path=a/b.txt;");
    CHECK(values("/files/{path...}", "/files/") == "path=;");
    CHECK(values("/files/{path...}", "/files") == "none");
    CHECK(values("/{all...}", "/") == "all=;");
    CHECK(values("/", "/") == "");
    CHECK(values("/", "/a") == "none");
}

TEST_CASE("the first route that fits is taken") {
    play_server([](http::Server& server) -> Coroutine<> {
        server.route("GET /a", [](Request&, Reply& reply) { return reply.send(200, "first"); });
        server.route("/{any}", [](Request&, Reply& reply) { return reply.send(200, "second"); });
        RawClient client = connect(server);
        CHECK((co_await exchange(client, get("/a"))).text.ends_with("first"));
        CHECK((co_await exchange(client, get("/b"))).text.ends_with("second"));
        const std::string post = "POST /a HTTP/1.1\r\nHost: a\r\nContent-Length: 0\r\n\r\n";
        CHECK((co_await exchange(client, post)).text.ends_with("second"));
    });
}

TEST_CASE("without a route it is 404, with another method 405, and GET is for HEAD, too") {
    play_server([](http::Server& server) -> Coroutine<> {
        server.route("GET /a", say_ok);
        server.route("PUT /a", say_ok);
        RawClient client = connect(server);
        CHECK((co_await exchange(client, get("/b"))).begins("404"));
        const RawAnswer wrong = co_await exchange(client, "DELETE /a HTTP/1.1\r\nHost: a\r\n\r\n");
        CHECK(wrong.begins("405"));
        CHECK(wrong.has("Allow: GET, HEAD, PUT\r\n"));
        const RawAnswer head = co_await exchange(client, "HEAD /a HTTP/1.1\r\nHost: a\r\n\r\n");
        CHECK(head.begins("200"));
        CHECK(head.has("Content-Length: 3\r\n"));
        CHECK(head.text.ends_with("\r\n\r\n"));
    });
}

TEST_CASE("a pattern that is none is refused where it is given") {
    play_server([](http::Server& server) -> Coroutine<> {
        for (const char* bad :
             {"", "books", "GET", "GET/books", "G3T /books", "/books/{id", "/books/x{id}",
              "/books/{}", "/{...}", "/{path...}/more", "GET  /a"})
            CHECK_THROWS_AS(server.route(bad, say_ok), std::invalid_argument);
        CHECK_THROWS_AS(server.route("/a", nullptr), std::invalid_argument);
        co_return;
    });
}

TEST_CASE("what a request brings: its query, its cookies, its body, its number") {
    Request seen;
    const auto keep = [&](Request request, Reply reply) -> Coroutine<> {
        seen = request;
        co_await reply.send(204, "");
    };
    ask("POST /books/{id}", keep,
        get("/") +
            "POST /books/4%322?page=2&q=a%26b&page=3 HTTP/1.1\r\nHost: a\r\n"
            "Cookie: x=1; session=\"abc\"\r\nContent-Length: 5\r\n\r\nhello");
    CHECK(seen.method == "POST");
    CHECK(seen.path == "/books/4%322");
    CHECK(seen.path_value("id") == "422");
    CHECK_THROWS_AS(static_cast<void>(seen.path_value("page")), std::invalid_argument);
    CHECK(seen.query_value("page") == "2");
    CHECK(seen.query_value("q") == "a&b");
    CHECK(seen.query_value("none") == std::nullopt);
    CHECK(seen.cookie("session") == "abc");
    CHECK(seen.cookie("y") == std::nullopt);
    CHECK(seen.body == "hello");
    CHECK(seen.number == 2);
}

// --- Answers ------------------------------------------------------------------

TEST_CASE("an answer in one: its length is told, and text is its type unless it says otherwise") {
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

TEST_CASE("an answer in pieces is sent as it comes about, and ends with the handler") {
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

TEST_CASE("what is out of order, or none of the handler's business, is refused") {
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

TEST_CASE("the handler may close the connection behind its answer") {
    const auto last = [](Request&, Reply& reply) {
        return reply.send(200, "bye", {{"Connection", "close"}});
    };
    const RawAnswer answer = ask("/", last, get("/") + get("/"));
    CHECK(answer.has("Connection: close\r\n"));
    CHECK(answer.text.ends_with("\r\n\r\nbye"));
    CHECK(answer.closed);
}

TEST_CASE("a Reply may outlive its handler, its server, and its loop; then it throws") {
    std::optional<Reply> kept;
    play_server([&](http::Server& server) -> Coroutine<> {
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
    });
    play([&]() -> Coroutine<> { CHECK_THROWS_AS(co_await kept->end(), RuntimeError); });
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

// --- Errors -------------------------------------------------------------------

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

TEST_CASE("an exception behind the beginning of an answer cuts it short, and is reported") {
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

TEST_CASE("a write that is given up half-way is not gone on with") {
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

// --- The server's end ---------------------------------------------------------

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
        co_await server.close();  // nothing is left to be done
    });
}

TEST_CASE("close(grace) lets requests be answered, sends idle clients away, then cuts") {
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

TEST_CASE("a close(grace) that is cancelled does not wait any longer") {
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

// --- On TCP -------------------------------------------------------------------

TEST_CASE("over TCP: a Session asks, and the port is free again when the server has closed") {
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
            CHECK_THROWS_AS(other.listen(port), std::system_error);
            CHECK_THROWS_AS(other.listen(0, "nowhere"), std::system_error);
            co_await server.close();
            CHECK(other.listen(port) == port);
            co_await session.close();
            co_await other.close();
        },
        Clock::real);
}

TEST_CASE("it cannot listen under simulated time, outside of a loop, or once it is closed") {
    play([]() -> Coroutine<> {
        http::Server server;
        CHECK_THROWS_WITH_AS(server.listen(),
                             "aio::http::Server::listen: clients outside do not keep simulated "
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
