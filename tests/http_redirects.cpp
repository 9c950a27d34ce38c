// Redirects: where the next request goes, and what it takes with it. Cases R01 to
// R09 of conformance/http.md; the even ones are reconstructed from
// http-semantics.md.
#include <set>

#include "http_origin.hpp"

namespace {

/// /1 answers with the redirect; everything else with ok.
Script redirecting(int status, std::string location) {
    return [=](Wire& wire, Request& request) {
        return wire.send(request.target == "/1" ? redirect(status, location) : ok);
    };
}

struct Way {
    std::set<int> statuses;
    std::string method, next_method;
    bool body_goes_along;
};

const std::string basic_user2 = "Basic dXNlcjI6";          // user2:
const std::string basic_user_pass = "Basic dXNlcjpwYXNz";  // user:pass

}  // namespace

TEST_CASE("R01 which method comes next, and whether the body is sent again") {
    const Way ways[] = {
        {{301, 302, 303}, "POST", "GET", false}, {{303}, "PUT", "GET", false},
        {{303}, "DELETE", "GET", false},         {{303}, "HEAD", "HEAD", false},
        {{301, 302}, "PUT", "PUT", true},        {{301, 302, 303, 307, 308}, "HEAD", "HEAD", false},
        {{307, 308}, "POST", "POST", true},      {{307, 308}, "PUT", "PUT", true},
        {{307, 308}, "DELETE", "DELETE", true},  {{301, 302, 303, 307, 308}, "GET", "GET", false},
    };
    for (const Way& way : ways) {
        for (const int status : way.statuses) {
            INFO(way.method, " ", status);
            with_origin(
                redirecting(status, "/2"), {},
                [&](Origin& origin, Session& session) -> Coroutine<> {
                    RequestOptions options;
                    options.allow_redirects = true;
                    if (way.method != "GET" && way.method != "HEAD") options.data = "the body";
                    const int final_status =
                        co_await status_of(session.request(way.method, origin.url("/1"), options));
                    CHECK(final_status == 200);
                    REQUIRE(origin.requests.size() == 2);
                    const Request& next = origin.requests[1];
                    CHECK(next.method == way.next_method);
                    CHECK(next.target == "/2");
                    CHECK(next.body == (way.body_goes_along ? "the body" : ""));
                    CHECK(next.header("Content-Length") == (way.body_goes_along ? "8" : "(none)"));
                    if (!way.body_goes_along) CHECK(next.header("Content-Type") == "(none)");
                    CHECK(origin.conns == 1);
                });
        }
    }
}

TEST_CASE("R02 the tenth redirect is one too many; 0 bounds nothing") {
    const Script around = [](Wire& wire, Request& request) {
        const int n = std::stoi(request.target.substr(1));
        return wire.send(n == 12 ? ok : redirect(302, "/" + std::to_string(n + 1)));
    };
    with_origin(around, {}, [](Origin& origin, Session& session) -> Coroutine<> {
        const Fate fate = co_await fate_of(session.get(origin.url("/1")));
        REQUIRE(fate.is<http::TooManyRedirects>());
        CHECK(origin.requests.size() == 10);
        const auto error = fate.as<http::TooManyRedirects>();
        CHECK(error.status() == 302);
        CHECK(error.history().size() == 10);
        CHECK(error.url().target() == "/10");
        CHECK(fate.contains("too many redirects"));
        CHECK(fate.contains("max_redirects is 10"));

        auto response = co_await session.get(origin.url("/1"), {.max_redirects = 0});
        CHECK(response.status() == 200);
        CHECK(response.history().size() == 11);
        const Fate two = co_await fate_of(session.get(origin.url("/1"), {.max_redirects = 2}));
        CHECK(two.is<http::TooManyRedirects>());
    });
}

TEST_CASE("R03 old parameters are dropped, fragments are not sent, history shows the way") {
    with_origin(
        [](Wire& wire, Request& request) {
            return wire.send(request.target.starts_with("/d/a") ? redirect(301, "ok2?z=1#frag")
                                                                : ok);
        },
        {},
        [](Origin& origin, Session& session) -> Coroutine<> {
            auto response = co_await session.get(origin.url("/d/a?p=9"), {.params = {{"q", "8"}}});
            CHECK(origin.requests[0].target == "/d/a?p=9&q=8");
            CHECK(origin.requests[1].target == "/d/ok2?z=1");
            REQUIRE(response.history().size() == 1);
            CHECK(response.history()[0].status == 301);
            CHECK(response.history()[0].url.to_string() == origin.url("/d/a?p=9&q=8"));
            CHECK(response.history()[0].headers.get("Location") == "ok2?z=1#frag");
            CHECK(response.url().to_string() == origin.url("/d/ok2?z=1"));
        });
}

TEST_CASE("R04 without a Location it is an answer like any other; a URI header counts, too") {
    with_origin(answering(answer("302 Found", "", "here")), {},
                [](Origin& origin, Session& session) -> Coroutine<> {
                    auto response = co_await session.get(origin.url());
                    CHECK(response.status() == 302);
                    CHECK(response.history().empty());
                    const std::string text = co_await response.text();
                    CHECK(text == "here");
                });
    with_origin(
        [](Wire& wire, Request& request) {
            return wire.send(request.target == "/1" ? answer("302 Found", "URI: /2\r\n", "") : ok);
        },
        {},
        [](Origin& origin, Session& session) -> Coroutine<> {
            auto response = co_await session.get(origin.url("/1"));
            CHECK(response.url().path() == "/2");
        });
}

TEST_CASE("R04 an empty Location does not count") {
    const Script script = [](Wire& wire, Request& request) -> Coroutine<> {
        const std::string uri = request.target == "/uri" ? "URI: /2\r\n" : "";
        co_await wire.send(
            request.target == "/2" ? ok : answer("302 Found", "Location: \r\n" + uri, ""));
    };
    with_origin(script, {}, [](Origin& origin, Session& session) -> Coroutine<> {
        const int status = co_await status_of(session.get(origin.url("/nowhere")));
        CHECK(status == 302);
        CHECK(origin.requests.size() == 1);
        const int elsewhere = co_await status_of(session.get(origin.url("/uri")));
        CHECK(elsewhere == 200);
    });
}

TEST_CASE("R04 redirects are followed only if wanted") {
    with_origin(redirecting(302, "/2"), {}, [](Origin& origin, Session& session) -> Coroutine<> {
        auto head = co_await session.head(origin.url("/1"));
        CHECK(head.status() == 302);
        auto get = co_await session.get(origin.url("/1"), {.allow_redirects = false});
        CHECK(get.status() == 302);
        auto options = co_await session.options(origin.url("/1"));
        CHECK(options.status() == 200);
    });
    with_origin(answering(answer("304 Not Modified", "Location: /2\r\n", "")), {},
                [](Origin& origin, Session& session) -> Coroutine<> {
                    auto response = co_await session.get(origin.url("/1"));
                    CHECK(response.status() == 304);
                });
}

TEST_CASE("R05 a Location that leads nowhere") {
    for (const std::string location : {"ftp://a.test/x", "call:+380123456789", "mailto:x@a.test"}) {
        INFO(location);
        with_origin(redirecting(301, location), {},
                    [&](Origin& origin, Session& session) -> Coroutine<> {
                        const Fate fate = co_await fate_of(session.get(origin.url("/1")));
                        CHECK(fate.is<http::NonHttpUrlRedirectClientError>());
                        CHECK(fate.is<http::RedirectClientError>());
                        CHECK(fate.contains(location));
                    });
    }
    for (const std::string location :
         {"http://example.com:999999/", "http:///p", "http://127.1/"}) {
        INFO(location);
        with_origin(redirecting(301, location), {},
                    [&](Origin& origin, Session& session) -> Coroutine<> {
                        const Fate fate = co_await fate_of(session.get(origin.url("/1")));
                        CHECK(fate.is<http::InvalidUrlRedirectClientError>());
                        CHECK(fate.is<std::invalid_argument>());
                        CHECK(fate.contains(location));
                    });
    }
}

TEST_CASE("R06 another origin gets no credentials, and only its own cookies") {
    // Both names are the same server; their cookies are not the same.
    with_origin(redirecting(307, "http://b.test/2"), {.headers = {{"Authorization", "secret"}}},
                [](Origin& origin, Session& session) -> Coroutine<> {
                    session.cookie_jar().update_cookies_from_headers({"jar=a"},
                                                                     http::Url("http://a.test/"));
                    session.cookie_jar().update_cookies_from_headers({"jar=b"},
                                                                     http::Url("http://b.test/"));
                    RequestOptions options;
                    options.headers = {
                        {"Proxy-Authorization", "p"}, {"Cookie", "own=1"}, {"X-Kept", "yes"}};
                    options.cookies = {{"once", "1"}};
                    co_await status_of(session.get("http://a.test/1", options));
                    const Request& first = origin.requests[0];
                    CHECK(first.header("Authorization") == "secret");
                    CHECK(first.header("Proxy-Authorization") == "p");
                    CHECK(first.header("Cookie") == "jar=a; once=1; own=1");
                    CHECK(first.header("Host") == "a.test");
                    const Request& next = origin.requests[1];
                    CHECK(next.header("Authorization") == "(none)");
                    CHECK(next.header("Proxy-Authorization") == "(none)");
                    CHECK(next.header("Cookie") == "jar=b");
                    CHECK(next.header("X-Kept") == "yes");
                    CHECK(next.header("Host") == "b.test");
                });
}

TEST_CASE("H3 a given Host header is sent to the same origin, and to no other") {
    const Script script = [](Wire& wire, Request& request) {
        return wire.send(request.target == "/1"   ? redirect(302, "/2")
                         : request.target == "/2" ? redirect(307, "http://b.test/3")
                                                  : ok);
    };
    with_origin(script, {}, [](Origin& origin, Session& session) -> Coroutine<> {
        co_await status_of(session.get("http://a.test/1", {.headers = {{"Host", "shop.example"}}}));
        CHECK(origin.requests[0].header("Host") == "shop.example");
        CHECK(origin.requests[1].header("Host") == "shop.example");
        CHECK(origin.requests[2].header("Host") == "b.test");
        for (const Request& request : origin.requests) {
            CHECK(request.headers.get_all("Host").size() == 1);
            CHECK(request.headers.begin()->name == "Host");
        }
    });
    // The same holds for one of the session's headers.
    with_origin(script, {.headers = {{"host", "shop.example"}}},
                [](Origin& origin, Session& session) -> Coroutine<> {
                    co_await status_of(session.get("http://a.test/1"));
                    CHECK(origin.requests[1].header("Host") == "shop.example");
                    CHECK(origin.requests[2].header("Host") == "b.test");
                });
}

TEST_CASE("R06 the same origin gets them again; another port is another origin") {
    for (const bool same : {true, false}) {
        INFO(same);
        with_origin(redirecting(302, same ? "http://A.test:80/2" : "http://a.test:81/2"), {},
                    [&](Origin& origin, Session& session) -> Coroutine<> {
                        RequestOptions options;
                        options.headers = {{"Authorization", "secret"}, {"Cookie", "own=1"}};
                        options.cookies = {{"once", "1"}};
                        co_await status_of(session.get("http://a.test/1", options));
                        const Request& next = origin.requests[1];
                        CHECK(next.header("Authorization") == (same ? "secret" : "(none)"));
                        CHECK(next.header("Cookie") == (same ? "once=1; own=1" : "(none)"));
                    });
    }
}

TEST_CASE("R07 credentials in a URL become an Authorization header") {
    with_origin(redirecting(302, "http://user2@a.test/2"), {},
                [](Origin& origin, Session& session) -> Coroutine<> {
                    auto response = co_await session.get("http://user:pass@a.test/1");
                    CHECK(origin.requests[0].header("Authorization") == basic_user_pass);
                    CHECK(origin.requests[0].header("Host") == "a.test");
                    CHECK(origin.requests[1].header("Authorization") == basic_user2);
                    CHECK(response.url().to_string() == "http://a.test/2");
                    const Fate both = co_await fate_of(session.get(
                        "http://user:pass@a.test/", {.headers = {{"authorization", "x"}}}));
                    CHECK(both.is<std::invalid_argument>());
                    CHECK(both.contains("Authorization"));
                });
    // They do not go to another origin.
    with_origin(redirecting(302, "http://b.test/2"), {},
                [](Origin& origin, Session& session) -> Coroutine<> {
                    co_await status_of(session.get("http://user:pass@a.test/1"));
                    CHECK(origin.requests[1].header("Authorization") == "(none)");
                });
    with_origin(redirecting(302, "/2"), {}, [](Origin& origin, Session& session) -> Coroutine<> {
        co_await status_of(session.get("http://user:pass@a.test/1"));
        CHECK(origin.requests[1].header("Authorization") == basic_user_pass);
    });
}

TEST_CASE("R08 a stream cannot be sent again") {
    const auto stream = [](int& made) -> http::BodyStream {
        return [&made]() -> Coroutine<std::optional<std::string>> {
            if (++made > 1) co_return std::nullopt;
            co_return "piece";
        };
    };
    with_origin(redirecting(307, "/2"), {}, [&](Origin& origin, Session& session) -> Coroutine<> {
        int made = 0;
        const Fate fate =
            co_await fate_of(session.post(origin.url("/1"), {.stream = stream(made)}));
        CHECK(fate.is<http::ClientPayloadError>());
        CHECK(origin.requests.size() == 1);
    });
    with_origin(redirecting(303, "/2"), {}, [&](Origin& origin, Session& session) -> Coroutine<> {
        int made = 0;
        const int status =
            co_await status_of(session.post(origin.url("/1"), {.stream = stream(made)}));
        CHECK(status == 200);
        CHECK(origin.requests[1].method == "GET");
        CHECK(origin.requests[1].header("Transfer-Encoding") == "(none)");
    });
}

TEST_CASE("R09 cookies of every hop are kept and sent on") {
    const Script hops = [](Wire& wire, Request& request) {
        if (request.target == "/1")
            return wire.send(answer("302 Found", "Location: /2\r\nSet-Cookie: c=1\r\n", ""));
        if (request.target == "/2")
            return wire.send(answer("302 Found", "Location: /3\r\nSet-Cookie: c=2\r\n", ""));
        return wire.send(ok);
    };
    with_origin(hops, {}, [](Origin& origin, Session& session) -> Coroutine<> {
        co_await status_of(session.get("http://a.test/1"));
        REQUIRE(origin.requests.size() == 3);
        CHECK(origin.requests[0].header("Cookie") == "(none)");
        CHECK(origin.requests[1].header("Cookie") == "c=1");
        CHECK(origin.requests[2].header("Cookie") == "c=2");
    });
}

TEST_CASE("a Location gets its usual spelling, unless the options keep it as it is") {
    for (const bool requote : {true, false}) {
        with_origin(
            redirecting(302, "/%7euser/%c3%a9 %2f?q=%41"), {.requote_redirect_url = requote},
            [&](Origin& origin, Session& session) -> Coroutine<> {
                co_await status_of(session.get(origin.url("/1")));
                CHECK(origin.requests[1].target ==
                      (requote ? "/~user/%C3%A9%20%2F?q=A" : "/%7euser/%c3%a9%20%2f?q=%41"));
            });
    }
}
