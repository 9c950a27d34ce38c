// Forms with files, basic authentication, uploads of a known length, JSON objects.
#include "http_origin.hpp"

#include <http/json.hpp>

TEST_CASE("a form with a file is sent like browsers do") {
    http::FormData form;
    form.add("title", "A \"good\" one\n")
        .add_file("pic\r\nture", "a\"b.png", "\x89PNG", "image/png");
    CHECK(form.content_type() == "multipart/form-data; boundary=part-of-a-form-1");
    CHECK(form.body() ==
          "--part-of-a-form-1\r\n"
          "Content-Disposition: form-data; name=\"title\"\r\n\r\n"
          "A \"good\" one\n\r\n"
          "--part-of-a-form-1\r\n"
          "Content-Disposition: form-data; name=\"pic%0D%0Ature\"; filename=\"a%22b.png\"\r\n"
          "Content-Type: image/png\r\n\r\n"
          "\x89PNG\r\n"
          "--part-of-a-form-1--\r\n");
    const Request request = sent("POST", {.multipart = form});
    CHECK(request.header("Content-Type") == form.content_type());
    CHECK(request.header("Content-Length") == std::to_string(form.body().size()));
    CHECK(request.body == form.body());
}

TEST_CASE("no content can end its part of the form") {
    http::FormData form;
    form.add("a", "\r\n--part-of-a-form-1--\r\n").add("b", "part-of-a-form-2");
    CHECK(form.content_type() == "multipart/form-data; boundary=part-of-a-form-3");
    CHECK_THROWS_AS(form.add_file("f", "f", "", "a/b\r\nX: y"), std::invalid_argument);
}

TEST_CASE("basic authentication: the request's takes precedence over the session's") {
    const http::SessionOptions session{.auth = http::BasicAuth{"user", "pass"}};
    CHECK(sent("GET", {}, session).header("Authorization") == "Basic dXNlcjpwYXNz");
    CHECK(sent("GET", {.auth = http::BasicAuth{"Aladdin", "open sesame"}}, session)
              .header("Authorization") == "Basic QWxhZGRpbjpvcGVuIHNlc2FtZQ==");
    CHECK(sent("GET", {.auth = http::BasicAuth{"", ""}}).header("Authorization") == "Basic Og==");
}

TEST_CASE("basic authentication goes only to the origin that it was given for") {
    const Script redirects = [](Wire& wire, Request& request) -> Coroutine<> {
        const bool first = request.target == "/p";
        co_await wire.send(first ? "HTTP/1.1 302 Found\r\nLocation: http://b.test/2\r\n"
                                   "Content-Length: 0\r\n\r\n"
                                 : ok);
    };
    with_origin({.script = redirects}, {.auth = http::BasicAuth{"user", "pass"}},
                [](Origin& origin, Session& session) -> Coroutine<> {
                    co_await status_of(session.get("http://a.test/p"));
                    REQUIRE(origin.requests.size() == 2);
                    CHECK(origin.requests[0].header("Authorization") == "Basic dXNlcjpwYXNz");
                    CHECK(origin.requests[1].header("Authorization") == "(none)");
                });
}

TEST_CASE(
    "credentials in two places, and a login with a colon, are refused before anything is sent") {
    with_origin(answering(ok), {}, [](Origin& origin, Session& session) -> Coroutine<> {
        const http::BasicAuth auth{"user", "pass"};
        const http::RequestOptions all[] = {
            {.headers = {{"Authorization", "Basic x"}}, .auth = auth},
            {.auth = http::BasicAuth{"us:er", "pass"}}};
        for (const http::RequestOptions& options : all) {
            const Fate fate = co_await fate_of(session.request("GET", origin.url(), options));
            CHECK(fate.is<std::invalid_argument>());
        }
        const Fate fate = co_await fate_of(session.get("http://a:b@a.test/", {.auth = auth}));
        CHECK(fate.is<std::invalid_argument>());
        CHECK(origin.requests.empty());
    });
}

TEST_CASE("a stream of a known size is sent with its Content-Length, not chunked") {
    const Request request = sent("PUT", {.stream = pieces({"abc", "", "defg"}), .stream_size = 7});
    CHECK(request.header("Content-Length") == "7");
    CHECK(request.header("Transfer-Encoding") == "(none)");
    CHECK(request.body == "abcdefg");
    CHECK(sent("PUT", {.stream = pieces({}), .stream_size = 0}).header("Content-Length") == "0");
}

TEST_CASE("a stream with more or fewer bytes than announced ends the request") {
    const Script waits = [](Wire& wire, Request& request) -> Coroutine<> {
        co_await wire.read_body(request);
        co_await wire.send(ok);
    };
    with_origin({.script = waits, .reads_bodies = false}, {},
                [](Origin& origin, Session& session) -> Coroutine<> {
                    for (const std::uint64_t said : {2, 9}) {
                        const Fate fate = co_await fate_of(session.post(
                            origin.url(), {.stream = pieces({"abc", "d"}), .stream_size = said}));
                        CHECK_MESSAGE(fate.is<std::invalid_argument>(), fate.text());
                        CHECK(fate.contains("stream_size says " + std::to_string(said)));
                    }
                    CHECK(session.pool().in_use == 0);
                    CHECK(session.pool().idle == 0);
                });
}

TEST_CASE("JSON objects go out and come back, and the error for invalid JSON says where") {
    const Script echoes = [](Wire& wire, Request& request) -> Coroutine<> {
        co_await wire.send(answer("200 OK", "Content-Type: application/json\r\n", request.body));
    };
    with_origin({.script = echoes}, {}, [](Origin& origin, Session& session) -> Coroutine<> {
        const nlohmann::json value{{"name", "toast"}, {"slices", {1, 2}}};
        auto response = co_await session.post(origin.url(), http::json_body(value));
        const nlohmann::json back = co_await http::read_json(response);
        CHECK(back == value);
        CHECK(origin.requests[0].header("Content-Type") == "application/json");
        auto broken = co_await session.post(origin.url(), {.data = "{\"a\": "});
        const Fate fate = co_await fate_of(http::read_json(broken));
        CHECK(fate.is<nlohmann::json::parse_error>());
    });
}
