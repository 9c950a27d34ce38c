// lib/http/server.hpp: which handler is called, and what it learns about the request.
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

TEST_CASE("without a route the answer is 404, with another method 405, and GET includes HEAD") {
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

TEST_CASE("an invalid pattern is refused where it is given") {
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
