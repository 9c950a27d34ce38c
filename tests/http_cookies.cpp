// lib/http/set_cookie.hpp and cookies.hpp: what is kept, and what goes where.
#include <doctest/doctest.h>

#include <sys/stat.h>
#include <unistd.h>

#include <chrono>
#include <filesystem>
#include <fstream>
#include <memory>
#include <stdexcept>
#include <string>
#include <vector>

#include <http/cookies.hpp>
#include <http/errors.hpp>

using namespace aio::http;
using namespace std::chrono_literals;

namespace {

// A jar whose clock is set by hand.
struct TimedJar {
    std::chrono::system_clock::time_point now =
        std::chrono::sys_days(std::chrono::year(2026) / 1 / 1);
    CookieJar jar{{.clock = [this] { return now; }}};
};

void set(CookieJar& jar, const char* url, const std::vector<std::string_view>& set_cookie) {
    jar.update_cookies_from_headers(set_cookie, Url(url));
}

std::string sent(CookieJar& jar, std::string_view url) { return cookie_header(jar, Url(url)); }

// Only the names, for tests of which host gets which cookie.
std::string names(CookieJar& jar, std::string_view url) {
    std::string out;
    for (const auto& [name, value] : jar.filter_cookies(Url(url)))
        out += (out.empty() ? "" : " ") + name;
    return out;
}

long long seconds_since_1970(CookieTime time) {
    return std::chrono::duration_cast<std::chrono::seconds>(time.time_since_epoch()).count();
}

long long date(std::string_view text) {
    const auto time = parse_cookie_date(text);
    return time ? seconds_since_1970(*time) : -1;
}

}  // namespace

TEST_CASE("J01 host-only and domain cookies go where RFC 6265 says") {
    CookieJar jar;
    set(jar, "http://example.com/",
        {"h=1", "d=2; Domain=example.com", "dot=3; Domain=.example.com"});
    CHECK(names(jar, "http://example.com/") == "d dot h");
    CHECK(names(jar, "http://a.example.com/") == "d dot");
    CHECK(names(jar, "http://b.a.example.com/") == "d dot");
    CHECK(names(jar, "http://notexample.com/") == "");
    CHECK(names(jar, "http://example.org/") == "");
    CHECK(names(jar, "http://com/") == "");
    CHECK(names(jar, "http://EXAMPLE.com:8080/") == "d dot h");
}

TEST_CASE("J02 a server cannot set cookies for another host") {
    CookieJar jar;
    set(jar, "http://www.example.com/",
        {"other=1; Domain=example.org", "sibling=2; Domain=test.example.com",
         "below=3; Domain=a.www.example.com", "parent=4; Domain=EXAMPLE.com",
         "suffix=5; Domain=le.com", "own=6; Domain=www.example.com",
         "port=7; Domain=www.example.com:80"});
    CHECK(names(jar, "http://www.example.com/") == "own parent");
    CHECK(names(jar, "http://example.com/") == "parent");
    CHECK(jar.size() == 2);
}

TEST_CASE("J02 a Domain that ends in a dot does not count") {
    CookieJar jar;
    set(jar, "http://www.example.com/", {"c=1; Domain=example.com.", "dot=2; Domain=."});
    CHECK(names(jar, "http://www.example.com/") == "c dot");
    CHECK(names(jar, "http://example.com/") == "");
    CHECK(names(jar, "http://a.www.example.com/") == "");
}

TEST_CASE("J03 domain-match") {
    CHECK(domain_match("test.com", "test.com"));
    CHECK(domain_match("test.com", "sub.test.com"));
    CHECK_FALSE(domain_match("test.com", ""));
    CHECK_FALSE(domain_match("test.com", "test.org"));
    CHECK_FALSE(domain_match("diff-test.com", "test.com"));
    CHECK_FALSE(domain_match("test.com", "diff-test.com"));
    CHECK_FALSE(domain_match("test.com", "127.0.0.1"));
    CHECK_FALSE(domain_match("0.1", "127.0.0.1"));
    CHECK_FALSE(domain_match("", "test.com"));
    CHECK(domain_match("127.0.0.1", "127.0.0.1"));
}

TEST_CASE("J04 a cookie's path is that of the answer, up to the last slash") {
    CHECK(default_cookie_path("/") == "/");
    CHECK(default_cookie_path("/a") == "/");
    CHECK(default_cookie_path("/a/") == "/a");
    CHECK(default_cookie_path("/a/b") == "/a");
    CHECK(default_cookie_path("") == "/");
    CHECK(default_cookie_path("a") == "/");

    CookieJar jar;
    set(jar, "http://a.test/one/two?x=/y/z",
        {"c=1", "bad=2; Path=somepath", "empty=3; Path=", "quoted=4; Path=\"/q\""});
    std::string paths;
    for (const Cookie& cookie : jar) paths += cookie.name + ' ' + cookie.path + '\n';
    CHECK(paths == "bad /one\nc /one\nempty /one\nquoted /q\n");
}

TEST_CASE("J05 a cookie goes to its path and everything below") {
    CookieJar jar;
    set(jar, "http://a.test/",
        {"a=1; Path=/", "b=2; Path=/one", "c=3; Path=/one/two", "d=4; Path=/one/two/"});
    CHECK(names(jar, "http://a.test/") == "a");
    CHECK(names(jar, "http://a.test") == "a");
    CHECK(names(jar, "http://a.test/one") == "a b");
    CHECK(names(jar, "http://a.test/onetwo") == "a");
    CHECK(names(jar, "http://a.test/one/") == "a b");
    CHECK(names(jar, "http://a.test/one/two") == "a b c");
    CHECK(names(jar, "http://a.test/one/two/") == "a b c d");
    CHECK(names(jar, "http://a.test/one/two/three") == "a b c d");
    CHECK(names(jar, "http://a.test/hundred/") == "a");
    CHECK(names(jar, "http://a.test/one?/two") == "a b");
}

TEST_CASE(
    "J06 of several cookies with one name the most specific one is sent, whatever the order") {
    for (const bool reversed : {false, true}) {
        std::vector<std::string_view> cookies = {"p=zero; Path=/", "p=one; Path=/one",
                                                 "p=two; Path=/second"};
        if (reversed) std::swap(cookies.front(), cookies.back());
        CookieJar jar;
        set(jar, "http://pathtest.com/", cookies);
        CHECK(jar.size() == 3);
        CHECK(sent(jar, "http://pathtest.com/") == "p=zero");
        CHECK(sent(jar, "http://pathtest.com/one") == "p=one");
        CHECK(sent(jar, "http://pathtest.com/second/x") == "p=two");
    }
}

TEST_CASE("J07 a Secure cookie goes over https, and to origins treated as secure") {
    CookieJar jar({.treat_as_secure_origin = {"http://dev.test:8080/x"}});
    set(jar, "https://a.test/", {"s=1; Secure"});
    set(jar, "http://dev.test:8080/", {"s=2; Secure=no", "p=3"});
    CHECK(sent(jar, "http://a.test/") == "");
    CHECK(sent(jar, "https://a.test/") == "s=1");
    CHECK(sent(jar, "http://dev.test:8080/") == "p=3; s=2");
    CHECK(sent(jar, "http://dev.test/") == "p=3");
    CHECK_THROWS_AS(CookieJar({.treat_as_secure_origin = {"dev.test"}}), InvalidURL);

    CookieJar local({.unsafe = true, .treat_as_secure_origin = {"http://127.0.0.1/index.html"}});
    set(local, "http://127.0.0.1/", {"k=v; HttpOnly; Path=/; Secure"});
    CHECK(sent(local, "http://127.0.0.1/") == "k=v");
}

TEST_CASE("J08 Max-Age beats Expires; if it is not a number, it makes a session cookie") {
    TimedJar timed;
    set(timed.jar, "http://a.test/",
        {"age=1; Max-Age=60; Expires=Tue, 1 Jan 1980 12:00:00 GMT",
         "gone=1; Expires=Tue, 1 Jan 2999 12:00:00 GMT; Max-Age=0",
         "bad=1; Max-Age=string; Expires=Tue, 1 Jan 1980 12:00:00 GMT",
         "empty=1; Max-Age=; Expires=Tue, 1 Jan 2027 12:00:00 GMT", "date=1; Expires=string",
         "far=1; Max-Age=99999999999999999999999", "below=1; Max-Age=-1",
         "old=1; Expires=Tue, 1 Jan 1980 12:00:00 GMT", "quoted=1; Max-Age=\"60\""});
    CHECK(names(timed.jar, "http://a.test/") == "age bad date empty far quoted");
    timed.now += 61s;
    CHECK(names(timed.jar, "http://a.test/") == "bad date empty far");
    timed.now += 24h * 366;
    CHECK(names(timed.jar, "http://a.test/") == "bad date far");
    timed.now += 24h * 365 * 200;
    CHECK(names(timed.jar, "http://a.test/") == "bad date far");
}

TEST_CASE("J09 a cookie that was deleted can be set again") {
    TimedJar timed;
    set(timed.jar, "http://a.test/", {"foo=1"});
    set(timed.jar, "http://a.test/", {"foo=; Max-Age=0"});
    CHECK(timed.jar.size() == 0);
    set(timed.jar, "http://a.test/", {"foo=bar"});
    CHECK(sent(timed.jar, "http://a.test/") == "foo=bar");
    timed.now += 1h;
    CHECK(sent(timed.jar, "http://a.test/") == "foo=bar");
}

TEST_CASE("J09 an expired cookie leaves the jar") {
    TimedJar timed;
    set(timed.jar, "http://a.test/", {"foo=1; Max-Age=1"});
    timed.now += 999ms;
    CHECK(timed.jar.size() == 1);
    timed.now += 1ms;
    CHECK(timed.jar.size() == 0);
    CHECK(timed.jar.begin() == timed.jar.end());
    CHECK(sent(timed.jar, "http://a.test/") == "");
}

TEST_CASE("J09 a cookie lives as long as its last setting says") {
    TimedJar timed;
    for (const char* cookie :
         {"foo=1; Max-Age=7200", "foo=2; Max-Age=3600", "foo=3; Max-Age=14400"})
        set(timed.jar, "http://a.test/", {cookie});
    timed.now += 14399s;
    CHECK(sent(timed.jar, "http://a.test/") == "foo=3");
    timed.now += 1s;
    CHECK(sent(timed.jar, "http://a.test/") == "");
    set(timed.jar, "http://a.test/", {"foo=4; Max-Age=10"});
    set(timed.jar, "http://a.test/", {"foo=5"});
    timed.now += 1h;
    CHECK(sent(timed.jar, "http://a.test/") == "foo=5");
}

TEST_CASE("J10 dates are read as in RFC 6265, section 5.1.1") {
    CHECK(date("Tue, 1 Jan 70 00:00:00 GMT") == 0);
    CHECK(date("Tue, 1 Jan 10 00:00:00 GMT") == 1262304000);
    CHECK(date("Tue, 1 Jan 69 00:00:00 GMT") == 3124224000);
    CHECK(date("Tue, 1 Jan 99 00:00:00 GMT") == 915148800);
    CHECK(date("1 Jan 1970 00:00:00 GMT") == 0);
    CHECK(date("Tue, 1 Jan 1970 00:00:00") == 0);
    CHECK(date("Sun, 06-Nov-1994 08:49:37 GMT") == 784111777);
    CHECK(date("Sunday, 06-Nov-94 08:49:37 GMT") == 784111777);
    CHECK(date("Sun Nov  6 08:49:37 1994") == 784111777);
    CHECK(date("1994 november 6th 8:49:37") == 784111777);
    CHECK(date("Tue, 1 Jan 2999 12:00:00 GMT") == 32472187200);
    CHECK(date("Fri, 31 Dec 9999 23:59:59 GMT") == 253402300799);
    CHECK(parse_cookie_date("1 Jan 1601 00:00:00").has_value());
    for (const char* bad :
         {"", "Tue, 1 Jan 00:00:00 GMT", "Tue, 1 1970 00:00:00 GMT", "Tue, Jan 1970 00:00:00 GMT",
          "Tue, 1 Jan 1970 GMT", "Tue, 0 Jan 1970 00:00:00 GMT", "Tue, 1 Jan 1500 00:00:00 GMT",
          "Tue, 1 Jan 1600 00:00:00 GMT", "Tue, 1 Jan 1970 77:88:99 GMT", "1 Jan 1970 24:00:00",
          "31 Feb 2020 00:00:00", "32 Jan 2020 00:00:00", "1 Jan 20200 00:00:00",
          "1 Jan 2020 000:00:00", "1 Jan 2020 00:00", "99999999999999999999"}) {
        const std::string text = bad;
        CAPTURE(text);
        CHECK_FALSE(parse_cookie_date(text).has_value());
    }
}

TEST_CASE("J11 addresses get no cookies, unless the jar is unsafe") {
    for (const char* url : {"http://127.0.0.1/", "http://[::1]/"}) {
        CookieJar safe;
        set(safe, url, {"a=1"});
        CHECK(safe.size() == 0);
        CookieJar unsafe({.unsafe = true});
        set(unsafe, url, {"a=1", "b=2; Domain=0.0.1", "c=3; Domain=0.1"});
        CHECK(sent(unsafe, url) == "a=1");
        CHECK(sent(unsafe, "http://10.0.0.1/") == "");
    }
}

TEST_CASE("J11 cookies set without a URL are shared: they go everywhere") {
    CookieJar jar;
    jar.update_cookies({{"shared", "first"}});
    jar.update_cookies_from_headers(
        {"too=second", "parent=third; Domain=a.test", "address=fourth; Domain=127.0.0.1"});
    CHECK(sent(jar, "http://a.test/x") == "parent=third; shared=first; too=second");
    CHECK(sent(jar, "https://b.test/") == "shared=first; too=second");
    CHECK(sent(jar, "http://1.2.3.4/") == "shared=first; too=second");
    CHECK(sent(jar, "http://127.0.0.1/") == "shared=first; too=second");
    CHECK(sent(jar, "http://[::1]/") == "shared=first; too=second");

    CookieJar unsafe({.unsafe = true});
    unsafe.update_cookies_from_headers({"shared=first", "address=second; Domain=127.0.0.1"});
    CHECK(sent(unsafe, "http://127.0.0.1/") == "address=second; shared=first");
}

TEST_CASE("J12 values are quoted if they need it; quoted ones stay quoted") {
    const auto round_trip = [](std::string_view header, bool quote) {
        CookieJar jar({.quote_cookie = quote});
        jar.update_cookies_from_headers({header});
        return sent(jar, "http://a.test/");
    };
    CHECK(round_trip("c=value/one;", true) == "c=\"value/one\"");
    CHECK(round_trip("c=value1;", true) == "c=value1");
    CHECK(round_trip("c=value/one;", false) == "c=value/one");
    CHECK(round_trip("foo=\"quoted_value\"", true) == "foo=\"quoted_value\"");
    CHECK(round_trip("foo=\"quoted_value\"; Domain=a.test", true) == "foo=\"quoted_value\"");
    CHECK(round_trip("foo=\"quoted_value\"", false) == "foo=quoted_value");
    CHECK(round_trip("foo=a=b", true) == "foo=\"a=b\"");
    CHECK(round_trip("foo=a b", false) == "foo=a b");
    CHECK(round_trip("foo=", true) == "foo=");
    CHECK(round_trip("foo=\"a\\054b\\\"c\"", true) == "foo=\"a\\054b\\\"c\"");
    CHECK(round_trip("foo=\"open", true) == "foo=\"open");
}

TEST_CASE("J12 quoting is like Python's") {
    CHECK(quote_cookie_value("a!#$%&'*+-.^_`|~:9") == "a!#$%&'*+-.^_`|~:9");
    CHECK(quote_cookie_value("a,b;c") == "\"a\\054b\\073c\"");
    CHECK(quote_cookie_value("\"\\") == "\"\\\"\\\\\"");
    CHECK(quote_cookie_value("\r\n\xC3\xA9\x7F") == "\"\\015\\012\\303\\251\\177\"");
    CHECK(quote_cookie_value("").empty());
    CHECK(unquote_cookie_value("\"\\\"\\\\\\054\\0\\x\\400\"") == "\"\\,0x400");
    CHECK(unquote_cookie_value("plain") == "plain");
    CHECK(unquote_cookie_value("\"") == "\"");
    CHECK(unquote_cookie_value("\"a") == "\"a");
    CHECK(unquote_cookie_value("\"\\\"") == "\\");
    std::string every_byte;
    for (int c = 0; c < 256; ++c) every_byte += static_cast<char>(c);
    CHECK(unquote_cookie_value(quote_cookie_value(every_byte)) == every_byte);
}

TEST_CASE("nothing in a value ends the cookie or the header") {
    for (const bool quote : {true, false}) {
        CookieJar jar({.quote_cookie = quote});
        jar.update_cookies({{"a", "1; admin=1"}, {"b", "2\r\nX: 3"}});
        jar.update_cookies_from_headers({"c=\"4; d=5\"", "e=\"\\073\\015\\012\""});
        CHECK(sent(jar, "http://a.test/") ==
              std::string("a=\"1\\073 admin=1\"; b=\"2\\015\\012X: 3\"; c=\"4\\073 d=5\"; ") +
                  (quote ? "e=\"\\073\\015\\012\"" : "e=\"\\073\\015\\012\""));
    }
}

TEST_CASE("J13 attributes are not sent; a bad cookie is dropped alone; the order is by name") {
    CookieJar jar;
    set(jar, "http://a.test/",
        {"z=1", "a=2; HttpOnly; SameSite=Lax; Max-Age=100; Partitioned", "bad,name=3", "g{1}=4"});
    CHECK(sent(jar, "http://a.test/") == "a=2; g{1}=4; z=1");
}

TEST_CASE("J13 valid names are taken as they come") {
    for (const char* name :
         {"a", "session-id", "with[index]", "with@at", "with:colon", "p(1)", "a/b",
          "ISAWPLB{A7F52349-3531-4DA9-8776-F74BC6F4F1BB}", "!#$%&'*+-.^_`|~?<>"}) {
        CAPTURE(std::string(name));
        const auto cookie = parse_set_cookie(std::string(name) + "=v=1; Path=/");
        REQUIRE(cookie);
        CHECK(cookie->name == name);
        CHECK(cookie->value == "v=1");
    }
    for (const std::string header : {"",           "a",
                                     ";",          "=",
                                     "=v",         " =v",
                                     "a b=v",      "a;b=c",
                                     "a\"=v",      "a,b=v",
                                     "a\\=v",      "Path=/",
                                     "expires=x",  "Secure=1; a=b",
                                     "$Version=1", "\xC3\xA9=1",
                                     "a\x01=v",    "a=v\x01",
                                     "a=v\r\n",    "a=\"x\x7F\""}) {
        CAPTURE(header);
        CHECK_FALSE(parse_set_cookie(header).has_value());
    }
}

TEST_CASE("J13 attributes are read without regard to case, the last one counts") {
    const auto cookie = parse_set_cookie(
        "  a = b c ; PATH=/x; path=/y ; domain=A.Test; sEcUrE; httponly=; samesite=Strict;;"
        " unknown=1; max-age=5; max-age=-7; =; expires");
    REQUIRE(cookie);
    CHECK(cookie->name == "a");
    CHECK(cookie->value == "b c");
    CHECK(cookie->path == "/y");
    CHECK(cookie->domain == "a.test");
    CHECK(cookie->secure);
    CHECK(cookie->http_only);
    CHECK(cookie->same_site == "Strict");
    CHECK(cookie->max_age == -7s);
    CHECK_FALSE(cookie->expires.has_value());
}

TEST_CASE("J13 a quoted value may hold a semicolon") {
    const auto quoted = parse_set_cookie("a=\"x;y\\\";z\" ; Path=/p");
    REQUIRE(quoted);
    CHECK(quoted->value == "x;y\";z");
    CHECK(quoted->coded == "\"x;y\\\";z\"");
    CHECK(quoted->path == "/p");
    const auto open = parse_set_cookie("a=\"x;Path=/p");
    REQUIRE(open);
    CHECK(open->value == "\"x");
    CHECK(open->path == "/p");
    CHECK(parse_set_cookie("a=\"x\"y;Path=/p")->value == "\"x\"y");
}

TEST_CASE("J14 a request's cookies override the jar's, and are not kept") {
    CookieJar jar;
    set(jar, "http://a.test/", {"jar=1", "both=2"});
    const Url url("http://a.test/");
    CHECK(cookie_header(jar, url, {{"both", "3/4"}, {"own", "5"}}) == "both=\"3/4\"; jar=1; own=5");
    CHECK(cookie_header(jar, url, {{"both", "3"}}, "header=\"6;7\"; both=7; jar=8;bad,name=1; x") ==
          "both=3; header=\"6;7\"; jar=1; x=");
    CHECK(sent(jar, "http://a.test/") == "both=2; jar=1");
    // Nothing to add: the header stays as it was written.
    CHECK(cookie_header(jar, Url("http://b.test/"), {}, "z=1;a=2") == "z=1;a=2");
    CHECK(cookie_header(jar, Url("http://127.0.0.1/"), {{"a", "1"}}) == "a=1");

    CookieJar plain({.quote_cookie = false});
    CHECK(cookie_header(plain, url, {{"a", "3/4"}}) == "a=3/4");
}

TEST_CASE("J15 the dummy jar keeps nothing and sends only what the request brings") {
    const std::shared_ptr<CookieJar> jar = std::make_shared<DummyCookieJar>();
    set(*jar, "http://a.test/", {"a=1"});
    jar->update_cookies_from_headers({"a=1"});
    jar->update_cookies({{"b", "2"}});
    CHECK(jar->size() == 0);
    CHECK(jar->begin() == jar->end());
    CHECK(jar->filter_cookies(Url("http://a.test/")).empty());
    CHECK(cookie_header(*jar, Url("http://a.test/"), {{"own", "x y"}}) == "own=\"x y\"");
    CHECK_FALSE(jar->unsafe());
    CHECK(jar->quote_cookie());
    jar->clear();
}

TEST_CASE("J16 from shared to specific: domains first, then paths") {
    CookieJar jar;
    jar.update_cookies({{"n", "shared"}});
    CHECK(sent(jar, "http://b.a.test/x/y") == "n=shared");
    set(jar, "http://a.test/", {"n=parent-deep; Domain=a.test; Path=/x/y"});
    CHECK(sent(jar, "http://b.a.test/x/y") == "n=parent-deep");
    set(jar, "http://b.a.test/", {"n=own; Path=/"});
    CHECK(sent(jar, "http://b.a.test/x/y") == "n=own");
    set(jar, "http://b.a.test/", {"n=own-deep; Path=/x"});
    CHECK(sent(jar, "http://b.a.test/x/y") == "n=own-deep");
    CHECK(sent(jar, "http://b.a.test/") == "n=own");
    CHECK(sent(jar, "http://a.test/x/y") == "n=parent-deep");
    CHECK(sent(jar, "http://c.test/") == "n=shared");
    CHECK(jar.size() == 4);
}

TEST_CASE("J17 cookies are cleared by domain and by predicate") {
    CookieJar jar;
    jar.update_cookies_from_headers({"foo=bar", "parent=value; Domain=example.com",
                                     "sub=value; Domain=test.example.com",
                                     "other=value; Domain=notexample.com"});
    jar.clear_domain("example.com");
    std::string left;
    for (const Cookie& cookie : jar) left += cookie.name + ' ';
    CHECK(left == "foo other ");
    jar.clear([](const Cookie& cookie) { return cookie.name == "foo" || cookie.value == "value"; });
    CHECK(jar.size() == 0);
    jar.update_cookies({{"a", "1"}});
    jar.clear();
    CHECK(jar.size() == 0);
}

TEST_CASE("J17 clear(predicate) removes what has expired, too") {
    TimedJar timed;
    set(timed.jar, "http://a.test/", {"a=1; Max-Age=10", "b=2; Max-Age=30", "c=3"});
    timed.now += 20s;
    timed.jar.clear([](const Cookie& cookie) { return cookie.name == "c"; });
    timed.now -= 20s;
    CHECK(names(timed.jar, "http://a.test/") == "b");
    timed.now += 30s;
    CHECK(names(timed.jar, "http://a.test/") == "");
}

TEST_CASE("J19 better: a cookie with a Domain replaces the host-only one") {
    CookieJar jar;
    set(jar, "http://example.com/", {"a=1"});
    CHECK(sent(jar, "http://sub.example.com/") == "");
    set(jar, "http://example.com/", {"a=2; Domain=example.com"});
    CHECK(sent(jar, "http://sub.example.com/") == "a=2");
    CHECK(sent(jar, "http://example.com/") == "a=2");
    CHECK(jar.size() == 1);
    set(jar, "http://example.com/", {"a=3"});
    CHECK(sent(jar, "http://sub.example.com/") == "");
    // Each path has its own host-only mark.
    set(jar, "http://example.com/", {"a=4; Domain=example.com; Path=/x"});
    CHECK(sent(jar, "http://sub.example.com/x") == "a=4");
    CHECK(sent(jar, "http://sub.example.com/") == "");
}

TEST_CASE("J20 one name may be set for several domains") {
    CookieJar jar;
    set(jar, "http://www.example.com/",
        {"id=123; Domain=.example.com; Path=/", "id=789; Domain=.www.example.com; Path=/",
         "pref=light; Domain=.example.com", "pref=dark; Domain=sub.example.com"});
    CHECK(jar.size() == 3);
    CHECK(sent(jar, "http://www.example.com/") == "id=789; pref=light");
    CHECK(sent(jar, "http://example.com/") == "id=123; pref=light");
    CHECK(sent(jar, "http://sub.example.com/") == "id=123; pref=light");
}

TEST_CASE("a bad name given by the program is an error") {
    CookieJar jar;
    for (const char* name : {"", "a b", "a;b", "a=b\n", "a,b", "path"}) {
        CHECK_THROWS_AS(jar.update_cookies({{name, "1"}}), std::invalid_argument);
        CHECK_THROWS_AS((void)cookie_header(jar, Url("http://a.test/"), {{name, "1"}}),
                        std::invalid_argument);
    }
    CHECK(jar.size() == 0);
}

TEST_CASE("asking does not make the jar grow") {
    CookieJar jar;
    set(jar, "http://example.com/", {"a=1; Path=/"});
    for (const char* path : {"", "/api/v1/users/123", "/static/css/style.css"})
        CHECK(sent(jar, std::string("http://example.com") + path) == "a=1");
    CHECK(jar.size() == 1);
}

TEST_CASE("a jar is saved for its owner only, and loaded as it was") {
    const auto folder =
        std::filesystem::temp_directory_path() / ("nine_jar_" + std::to_string(getpid()));
    std::filesystem::create_directories(folder);
    const auto file = folder / "jar.json";
    TimedJar saved;
    const Url url("https://example.com/cart/7");
    saved.jar.update_cookies_from_headers({"h=1", "d=2; Domain=example.com; Path=/",
                                           "q=\"a b\"; Secure", "e=5; Max-Age=10", "b=\xff\xfe"},
                                          url);
    saved.jar.update_cookies({{"shared", "every where"}});
    saved.jar.save(file);
    struct stat status{};
    REQUIRE(stat(file.c_str(), &status) == 0);
    CHECK((status.st_mode & 0777) == 0600);

    TimedJar loaded;
    loaded.jar.update_cookies({{"old", "1"}});
    loaded.jar.load(file);
    for (const char* where : {"http://example.com/cart/9", "https://example.com/cart/9",
                              "http://a.example.com/cart", "http://other.test/"})
        CHECK(cookie_header(loaded.jar, Url(where)) == cookie_header(saved.jar, Url(where)));
    CHECK(loaded.jar.size() == 6);
    loaded.now += 11s;
    CHECK(loaded.jar.size() == 5);

    std::ofstream(file) << "[{\"name\": \"a\"}]";
    CHECK_THROWS_AS(loaded.jar.load(file), std::invalid_argument);
    CHECK(loaded.jar.size() == 5);
    CHECK_THROWS_AS(loaded.jar.load(folder / "none.json"), std::system_error);
    CHECK_THROWS_AS(loaded.jar.save(folder / "none" / "jar.json"), std::system_error);
    std::filesystem::remove_all(folder);
}
