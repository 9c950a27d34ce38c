// lib/http/cookies.hpp: who may set a cookie, and for whom. RFC 6265bis, like browsers; H1 and H8
// of the findings.
#include <doctest/doctest.h>
#include <unistd.h>

#include <filesystem>
#include <fstream>
#include <string>
#include <vector>

#include <http/cookies.hpp>

using namespace aio::http;

namespace {

void set(CookieJar& jar, const char* url, const std::vector<std::string_view>& set_cookie) {
    jar.update_cookies_from_headers(set_cookie, Url(url));
}

std::string sent(CookieJar& jar, std::string_view url) { return cookie_header(jar, Url(url)); }

/// What is sent to `to` after `from` has set this.
std::string passed_on(const char* from, std::string_view set_cookie, std::string_view to) {
    CookieJar jar;
    set(jar, from, {set_cookie});
    return sent(jar, to);
}

}  // namespace

TEST_CASE("H1 no server can set a cookie for a public suffix") {
    CHECK(passed_on("http://attacker.com/", "sid=x; Domain=com", "http://bank.com/") == "");
    CHECK(passed_on("http://attacker.com/", "sid=x; Domain=.com", "http://attacker.com/") == "");
    CHECK(passed_on("http://a.co.uk/", "sid=x; Domain=co.uk", "http://b.co.uk/") == "");
    CHECK(passed_on("http://a.github.io/", "sid=x; Domain=github.io", "http://b.github.io/") == "");
    CHECK(passed_on("http://a.b.kawasaki.jp/", "s=x; Domain=b.kawasaki.jp",
                    "http://c.b.kawasaki.jp/") == "");
    CHECK(passed_on("http://a.xn--p1ai/", "sid=x; Domain=рф", "http://b.xn--p1ai/") == "");
    // A single label is one, listed or not, like names in a home network.
    CHECK(passed_on("http://printer.lan/", "sid=x; Domain=lan", "http://nas.lan/") == "");
    // Below it everything is as usual.
    CHECK(passed_on("http://a.b.co.uk/", "sid=x; Domain=b.co.uk", "http://c.b.co.uk/") == "sid=x");
    CHECK(passed_on("http://www.a.com/", "sid=x; Domain=a.com", "http://a.com/") == "sid=x");
    // The one exception of its rule: *.kawasaki.jp, but not this one.
    CHECK(passed_on("http://a.city.kawasaki.jp/", "sid=x; Domain=city.kawasaki.jp",
                    "http://b.city.kawasaki.jp/") == "sid=x");
}

TEST_CASE("H1 the cookie of a host that is itself a public suffix is for that host alone") {
    CHECK(passed_on("http://localhost/", "sid=x; Domain=localhost", "http://localhost/") ==
          "sid=x");
    CHECK(passed_on("http://localhost/", "sid=x; Domain=localhost", "http://a.localhost/") == "");
    CHECK(passed_on("http://github.io/", "sid=x; Domain=github.io", "http://a.github.io/") == "");
    CHECK(passed_on("http://github.io/", "sid=x; Domain=github.io", "http://github.io/") ==
          "sid=x");
}

TEST_CASE("H1 such a cookie does not get in without an answer, or from a file, either") {
    CookieJar trusted;
    trusted.update_cookies_from_headers({"sid=x; Domain=com"});
    CHECK(sent(trusted, "http://bank.com/") == "");
    CHECK(sent(trusted, "http://com/") == "sid=x");

    const auto file = std::filesystem::temp_directory_path() /
                      ("nine_old_jar_" + std::to_string(::getpid()) + ".json");
    std::ofstream(file) << R"([{"name": "sid", "value": "x", "coded": "x", "domain": "com",
        "path": "\"/\"", "same_site": "", "secure": false, "http_only": false,
        "host_only": false}])";
    CookieJar loaded;
    loaded.load(file);
    CHECK(sent(loaded, "http://bank.com/") == "");
    CHECK(sent(loaded, "http://com/") == "sid=x");
    std::filesystem::remove(file);
}

TEST_CASE("H1 addresses are not suffixes") {
    CookieJar jar({.unsafe = true});
    set(jar, "http://127.0.0.1/", {"a=1; Domain=127.0.0.1"});
    set(jar, "http://[::1]/", {"b=2"});
    CHECK(sent(jar, "http://127.0.0.1/") == "a=1");
    CHECK(sent(jar, "http://[::1]/") == "b=2");
    CHECK(passed_on("http://1.0.0.127/", "a=1; Domain=0.0.127", "http://2.0.0.127/") == "");
}

TEST_CASE("H8 a cookie called __Secure- is Secure, and from https") {
    const auto kept = [](const char* url, std::string_view set_cookie) {
        CookieJar jar;
        set(jar, url, {set_cookie});
        return jar.size() == 1;
    };
    CHECK(kept("https://a.test/", "__Secure-id=1; Secure"));
    CHECK(kept("https://www.a.test/", "__Secure-id=1; Secure; Domain=a.test; Path=/x"));
    CHECK_FALSE(kept("https://a.test/", "__Secure-id=1"));
    CHECK_FALSE(kept("http://a.test/", "__Secure-id=1; Secure"));
    CHECK_FALSE(kept("https://a.test/", "__SECURE-id=1"));  // in whatever case
    CHECK(kept("https://a.test/", "__Secure=1"));           // another name

    CHECK(kept("https://a.test/", "__Host-id=1; Secure; Path=/"));
    CHECK_FALSE(kept("https://a.test/", "__Host-id=1; Path=/"));
    CHECK_FALSE(kept("http://a.test/", "__Host-id=1; Secure; Path=/"));
    CHECK_FALSE(kept("https://a.test/", "__Host-id=1; Secure; Path=/x"));
    CHECK_FALSE(kept("https://a.test/", "__Host-id=1; Secure"));  // it must say Path=/ itself
    CHECK_FALSE(kept("https://a.test/x/y", "__Host-id=1; Secure"));
    CHECK_FALSE(kept("https://a.test/", "__Host-id=1; Secure; Path=/; Domain=a.test"));
    CHECK_FALSE(kept("https://a.test/", "__host-id=1; Secure; Path=/; Domain=a.test"));
}

TEST_CASE("H8 plain http neither sets nor replaces a Secure cookie") {
    CHECK(passed_on("http://a.test/", "id=1; Secure", "https://a.test/") == "");

    CookieJar jar;
    set(jar, "https://a.test/", {"id=good; Secure", "plain=1"});
    set(jar, "http://a.test/", {"id=bad", "plain=2"});
    CHECK(sent(jar, "https://a.test/") == "id=good; plain=2");
    set(jar, "http://a.test/", {"id=; Max-Age=0"});  // nor does it delete one
    CHECK(sent(jar, "https://a.test/") == "id=good; plain=2");
    set(jar, "https://a.test/", {"id=better"});  // https may
    CHECK(sent(jar, "http://a.test/") == "id=better; plain=2");
}

TEST_CASE("H8 plain http sets no cookie where a Secure one would go") {
    CookieJar jar;
    set(jar, "https://www.a.test/app/", {"id=good; Secure; Domain=a.test; Path=/app"});
    set(jar, "http://www.a.test/app/x",
        {"id=deeper; Path=/app/x", "id=same; Path=/app", "id=host"});
    CHECK(sent(jar, "https://www.a.test/app/x/y") == "id=good");
    set(jar, "http://evil.www.a.test/app/", {"id=below; Path=/app"});
    CHECK(sent(jar, "https://evil.www.a.test/app/") == "id=good");
    set(jar, "http://www.a.test/", {"id=longer domain; Path=/"});
    CHECK(sent(jar, "https://www.a.test/app") == "id=good");
    // Elsewhere on the site it does not interfere.
    set(jar, "http://www.a.test/", {"id=top; Path=/; Domain=a.test", "id=beside; Path=/other"});
    CHECK(sent(jar, "https://www.a.test/") == "id=top");
    CHECK(sent(jar, "https://www.a.test/app") == "id=good");
    CHECK(sent(jar, "https://www.a.test/other") == "id=beside");
    set(jar, "http://www.b.test/app/", {"id=another site"});
    CHECK(sent(jar, "http://www.b.test/app/") == "id=\"another site\"");
}

TEST_CASE("H8 an expired Secure cookie does not block others") {
    std::chrono::system_clock::time_point now =
        std::chrono::sys_days(std::chrono::year(2026) / 1 / 1);
    CookieJar jar({.clock = [&] { return now; }});
    set(jar, "https://a.test/", {"id=old; Secure; Max-Age=10"});
    now += std::chrono::seconds(11);
    set(jar, "http://a.test/", {"id=new"});
    CHECK(sent(jar, "http://a.test/") == "id=new");
}

TEST_CASE("H8 an origin that is treated as secure may set Secure cookies") {
    CookieJar jar({.treat_as_secure_origin = {"http://dev.test:8080"}});
    set(jar, "http://dev.test:8080/", {"id=1; Secure", "__Host-id=2; Secure; Path=/"});
    CHECK(sent(jar, "http://dev.test:8080/") == "__Host-id=2; id=1");
    CHECK(sent(jar, "http://dev.test/") == "");
}

TEST_CASE("H12 a Domain beyond ASCII becomes the one that DNS knows") {
    CHECK(passed_on("http://www.bücher.test/", "id=1; Domain=bücher.test",
                    "http://shop.xn--bcher-kva.test/") == "id=1");
    CHECK(passed_on("http://www.bücher.test/", "id=1; Domain=XN--BCHER-KVA.test",
                    "http://bücher.test/") == "id=1");
    CHECK(passed_on("http://www.bücher.test/",
                    "id=1; Domain=b\xFC"
                    "cher.test",
                    "http://www.bücher.test/") == "");
}
