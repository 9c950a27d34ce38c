// lib/http/url.hpp: where a request goes.
#include <doctest/doctest.h>

#include <string>
#include <utility>
#include <vector>

#include <http/errors.hpp>
#include <http/url.hpp>

using namespace aio::http;

namespace {

std::string again(std::string_view text) { return Url(text).to_string(); }

// Messages show the text that was given, and one reason.
template <class Error>
std::string reason(std::string_view text) {
    try {
        return "accepted as " + Url(text).to_string();
    } catch (const Error& error) {
        return error.description();
    } catch (const ClientError& error) {
        return std::string("another error: ") + error.what();
    }
}

}  // namespace

TEST_CASE("a URL is split into its parts") {
    const Url url("HTTPS://us%40er:p%3Ass@Shop.Test:8443/a/b?c=d#e");
    CHECK(url.scheme() == "https");
    CHECK(url.is_secure());
    CHECK(url.user() == "us@er");
    CHECK(url.password() == "p:ss");
    CHECK(url.host() == "shop.test");
    CHECK(url.port() == 8443);
    CHECK(url.path() == "/a/b");
    CHECK(url.query() == "c=d");
    CHECK(url.fragment() == "e");
    CHECK(url.target() == "/a/b?c=d");
    CHECK(url.origin() == "https://shop.test:8443");
    CHECK(url.host_header() == "shop.test:8443");
    CHECK(url.to_string() == "https://us%40er:p%3Ass@shop.test:8443/a/b?c=d#e");
    CHECK(url.without_credentials().to_string() == "https://shop.test:8443/a/b?c=d#e");
    CHECK(url.without_credentials().without_fragment().to_string() ==
          "https://shop.test:8443/a/b?c=d");
}

TEST_CASE("what is left out gets its default") {
    const Url url("http://a.test");
    CHECK(url.port() == 80);
    CHECK(url.path() == "/");
    CHECK(url.target() == "/");
    CHECK(url.query().empty());
    CHECK_FALSE(url.has_credentials());
    CHECK(url.user().empty());
    CHECK(url.password().empty());
    CHECK(Url("https://a.test").port() == 443);
    CHECK(again("http://a.test?q") == "http://a.test/?q");
    CHECK(again("http://a.test#f") == "http://a.test/#f");
}

TEST_CASE("B17 the Host header has a port only if it is not the default, the target no fragment") {
    CHECK(Url("http://a.test:80/").host_header() == "a.test");
    CHECK(Url("http://a.test:0080/").host_header() == "a.test");
    CHECK(Url("http://a.test:/").host_header() == "a.test");
    CHECK(Url("http://a.test:443/").host_header() == "a.test:443");
    CHECK(Url("https://a.test:443/").host_header() == "a.test");
    CHECK(Url("http://[::1]:8080/").host_header() == "[::1]:8080");
    CHECK(Url("http://[::1]/").host_header() == "[::1]");
    CHECK(Url("http://a.test/p?q=1#frag").target() == "/p?q=1");
    CHECK(again("http://a.test:80/") == "http://a.test/");
}

TEST_CASE("B17 a form is encoded as urllib does") {
    CHECK(url_encode_form({{"a", "b c"}}) == "a=b+c");
    CHECK(url_encode_form({{"a&b", "=+%"}, {"a", "-._~"}, {"", ""}}) == "a%26b=%3D%2B%25&a=-._~&=");
    CHECK(url_encode_form({{"n", "\xC3\xA9/\r\n"}}) == "n=%C3%A9%2F%0D%0A");
    CHECK(url_encode_form({}).empty());
}

TEST_CASE("params are added after the query and before the fragment") {
    CHECK(Url("http://a.test/").with_params({{"q", "a b"}}).to_string() == "http://a.test/?q=a+b");
    CHECK(Url("http://a.test/p?x=1#f").with_params({{"q", "&"}, {"q", "#"}}).to_string() ==
          "http://a.test/p?x=1&q=%26&q=%23#f");
    CHECK(Url("http://a.test/p?x=1").with_params({}).to_string() == "http://a.test/p?x=1");
    CHECK(Url("http://a.test/").with_params({{"", ""}}).target() == "/?=");
    CHECK_THROWS_AS((void)Url("http://a.test/").with_params({{"a", std::string(70'000, 'b')}}),
                    InvalidUrlClientError);
}

TEST_CASE("characters not allowed in a URL are escaped, and escapes are kept") {
    CHECK(again("http://a.test/a b?c d#e f") == "http://a.test/a%20b?c%20d#e%20f");
    CHECK(again("http://a.test/\"<>\\^`{|}") == "http://a.test/%22%3C%3E%5C%5E%60%7B%7C%7D");
    CHECK(again("http://a.test/\xC3\xA9?\xC3\xBC=\xE2\x82\xAC") ==
          "http://a.test/%C3%A9?%C3%BC=%E2%82%AC");
    CHECK(again("http://a.test/%41%7e%2f%C3?%26") == "http://a.test/%41%7e%2f%C3?%26");
    CHECK(again("http://a.test/100%?%zz%4") == "http://a.test/100%25?%25zz%254");
    CHECK(again("http://a.test/a\r\nX: 1") == "http://a.test/a%0D%0AX:%201");
    CHECK(again(std::string_view("http://a.test/a\0b", 17)) == "http://a.test/a%00b");
    CHECK(again("http://a.test/[x]?[y]#a#b") == "http://a.test/%5Bx%5D?%5By%5D#a%23b");
    CHECK(again("http://a.test/!$&'()*+,;=:@") == "http://a.test/!$&'()*+,;=:@");
    CHECK(again("http://a.test/?a/b?c:@") == "http://a.test/?a/b?c:@");
}

TEST_CASE("spaces around a URL do not count") {
    CHECK(again(" \t http://a.test/p \r\n") == "http://a.test/p");
    CHECK(Url("http://a.test/x").join(" y ").path() == "/y");
}

TEST_CASE("dots are removed from a path") {
    CHECK(again("http://a.test/a/./b/../c") == "http://a.test/a/c");
    CHECK(again("http://a.test/../../a") == "http://a.test/a");
    CHECK(again("http://a.test/a/..") == "http://a.test/");
    CHECK(again("http://a.test/a/b/.") == "http://a.test/a/b/");
    CHECK(again("http://a.test//a//b/") == "http://a.test//a//b/");
    CHECK(again("http://a.test/..a/b../...") == "http://a.test/..a/b../...");
    CHECK(again("http://a.test/a/..//b") == "http://a.test//b");
    CHECK(again("http://a.test/%2e%2e/b") == "http://a.test/%2e%2e/b");
}

TEST_CASE("the last @ ends the credentials") {
    CHECK(again("http://a@b:c@d@h.test/") == "http://a%40b:c%40d@h.test/");
    CHECK(Url("http://a@b:c@d@h.test/").user() == "a@b");
    CHECK(Url("http://a@b:c@d@h.test/").password() == "c@d");
    CHECK(Url("http://u:p:q@h.test/").password() == "p:q");
    CHECK(Url("http://h.test/a@b").has_credentials() == false);
    CHECK(again("http://@h.test/") == "http://h.test/");
    CHECK(again("http://:@h.test/") == "http://h.test/");
    CHECK(again("http://u:@h.test/") == "http://u@h.test/");
    CHECK(Url("http://:p@h.test/").user().empty());
    CHECK(Url("http://:p@h.test/").password() == "p");
    CHECK(Url("http://u:p@h.test/") == Url("http://u:p@h.test/"));
    CHECK(Url("http://u:p@h.test/") != Url("http://h.test/"));
}

TEST_CASE("an IPv6 address has one spelling") {
    CHECK(Url("http://[::1]:81/").host() == "::1");
    CHECK(again("http://[0:0:0:0:0:0:0:1]/") == "http://[::1]/");
    CHECK(again("http://[2001:DB8::00A]/") == "http://[2001:db8::a]/");
    CHECK(Url("http://[::1]/").same_origin(Url("http://[0::1]:80/p")));
    for (const std::string bad : {"http://[::1/", "http://::1/", "http://[::1]a/", "http://[:::]/",
                                  "http://[fe80::1%25eth0]/", "http://[v1.a]/", "http://[]/",
                                  "http://[127.0.0.1]/", "http://a[::1]/"}) {
        CAPTURE(bad);
        CHECK_THROWS_AS(Url{bad}, InvalidUrlClientError);
    }
}

TEST_CASE("is_ip_address accepts only addresses") {
    for (const char* address : {"127.0.0.1", "10.1", "2130706433", "::1", "fe80::1"})
        CHECK(is_ip_address(address));
    for (const char* name : {"", ".", "a.test", "1.a", "127.0.0.1.test", "0x7f"})
        CHECK_FALSE(is_ip_address(name));
}

TEST_CASE("two URLs have the same origin if scheme, host and port are the same") {
    const Url page("http://a.test/x?y#z");
    CHECK(page.same_origin(Url("HTTP://u:p@A.TEST:80/other")));
    CHECK_FALSE(page.same_origin(Url("https://a.test/x")));
    CHECK_FALSE(page.same_origin(Url("http://b.test/x")));
    CHECK_FALSE(page.same_origin(Url("http://a.test:81/x")));
    CHECK_FALSE(page.same_origin(Url("http://sub.a.test/x")));
}

TEST_CASE("S05 a scheme other than http and https is refused as such") {
    for (const std::string url :
         {"ftp://a.test/", "call:+380123456789", "skype:handle", "slack://instance/room",
          "steam:code", "bluesky://profile/d:i:d", "file:///etc/passwd", "javascript:alert(1)",
          "localhost:8080/x", "ws://a.test/"}) {
        CAPTURE(url);
        CHECK_THROWS_AS(Url{url}, NonHttpUrlClientError);
    }
    CHECK(reason<NonHttpUrlClientError>("ftp://") == "only http:// and https:// can be requested");
}

TEST_CASE("S05 a relative URL is refused, and one without a host") {
    for (const std::string url : {"", " ", "/rel", "rel", "//a.test/", "?q", "#f", "://a.test/",
                                  "1http://a", "http", "%68ttp://a.test/"}) {
        CAPTURE(url);
        CHECK(reason<InvalidUrlClientError>(url) ==
              "it is not absolute; begin it with http:// or https://");
    }
    for (const std::string url : {"http:", "http:/", "http://", "http:///", "http:///e",
                                  "http://:/", "http://:80/", "http:/a.test", "http:a.test",
                                  "http://?q", "http://#f", "http://u:p@/", "http://u@:80/"}) {
        CAPTURE(url);
        CHECK_THROWS_AS(Url{url}, InvalidUrlClientError);
    }
    CHECK(reason<InvalidUrlClientError>("http:///e") == "it has no host; write one after http://");
}

TEST_CASE("S05 an IPv4 address has four decimal numbers") {
    CHECK(Url("http://127.0.0.1/").host() == "127.0.0.1");
    CHECK(Url("http://255.255.255.255/").host() == "255.255.255.255");
    for (const std::string url :
         {"http://127.1/", "http://2130706433/", "http://0x7f000001/", "http://017700000001/",
          "http://0x7F.1/", "http://127.0.0.01/", "http://127.0.0.0x1/", "http://256.0.0.1/",
          "http://1.2.3.4.5/", "http://1.2.3.4./", "http://0/", "http://a.1/", "http://0x/"}) {
        CAPTURE(url);
        CHECK(reason<InvalidUrlClientError>(url).starts_with("the host is not a canonical IPv4"));
    }
    CHECK(Url("http://1.a/").host() == "1.a");
    CHECK(Url("http://127.0.0.1.test/").host() == "127.0.0.1.test");
}

TEST_CASE("S05 a bad port or host is refused") {
    for (const std::string url :
         {"http://example.org:non_int_port/", "http://a.test:999999/", "http://a.test:65536/",
          "http://a.test:0/", "http://a.test:-1/", "http://a.test:80:80/", "http://a.test:8 0/",
          "http://a.test:99999999999999999999/"}) {
        CAPTURE(url);
        CHECK_THROWS_AS(Url{url}, InvalidUrlClientError);
    }
    for (const std::string url :
         {"http://a b/", "http://a\\b/", "http://a.test\\@b.test/", "http://a%41/",
          "http://a\r\nb/", "http://a<b/", "http://a,b/", "http://%/", "http://a|b/"}) {
        CAPTURE(url);
        CHECK_THROWS_AS(Url{url}, InvalidUrlClientError);
    }
    CHECK(Url("http://a.test:65535/").port() == 65535);
    CHECK(Url("http://my_service-1.test./").host() == "my_service-1.test.");
    CHECK(Url("http://xn--bcher-kva.test/").host() == "xn--bcher-kva.test");
}

TEST_CASE("H12 a host name beyond ASCII becomes the one that DNS knows") {
    CHECK(Url("http://bücher.test/ü?ü").to_string() == "http://xn--bcher-kva.test/%C3%BC?%C3%BC");
    CHECK(Url("http://BÜCHER.Test:8080/").host_header() == "xn--bcher-kva.test:8080");
    CHECK(Url("http://b%C3%BCcher.test/") == Url("http://bücher.test/"));
    CHECK(Url("http://bu\xCC\x88"
              "cher.test/")
              .host() == "xn--bcher-kva.test");              // u and two dots
    CHECK(Url("http://faß.de/").host() == "xn--fa-hia.de");  // IDNA 2008, not 2003
    CHECK(Url("http://例え.テスト/").host() == "xn--r8jz45g.xn--zckzah");
    CHECK(Url("http://bücher.test./").host() == "xn--bcher-kva.test.");
    CHECK(Url("http://a.test/x").join("//bücher.test/y").host() == "xn--bcher-kva.test");
    CHECK(Url("http://bücher.test/").same_origin(Url("http://xn--bcher-kva.test/")));
}

TEST_CASE("H12 an invalid host name is refused, whatever it looks like") {
    for (const std::string url :
         {"http://b\xFC"
          "cher.test/",                       // not UTF-8
          "http://☃.test/",                   // no letter
          "http://bücher\xE2\x84\x80.test/",  // a/c in one character
          "http://bücher%00.test/", "http://bü%2Echer.test/", "http://bü%40b.test/",
          "http://%62%C3%BCcher.test/",  // hides a letter
          "http://１２７.0.0.1/",        // digits of another width
          "http://ü。1/"}) {
        CAPTURE(url);
        CHECK_THROWS_AS(Url{url}, InvalidUrlClientError);
    }
}

TEST_CASE("a URL of more than 64 KiB is refused") {
    const std::string base = "http://a.test/";
    CHECK_NOTHROW(Url(base + std::string(60'000, 'a')));
    CHECK_NOTHROW(Url(base + std::string(30'000, '/') + '?' + std::string(30'000, '?')));
    CHECK_THROWS_AS(Url(base + std::string(66'000, 'a')), InvalidUrlClientError);
    // 60,000 spaces become 180,000 characters.
    CHECK_THROWS_AS(Url(base + std::string(60'000, ' ') + 'a'), InvalidUrlClientError);
}

TEST_CASE("references are resolved as RFC 3986, section 5.4 lists") {
    const Url base("http://a/b/c/d;p?q");
    const std::vector<std::pair<const char*, const char*>> cases = {
        {"g", "http://a/b/c/g"},
        {"./g", "http://a/b/c/g"},
        {"g/", "http://a/b/c/g/"},
        {"/g", "http://a/g"},
        {"//g", "http://g/"},
        {"?y", "http://a/b/c/d;p?y"},
        {"g?y", "http://a/b/c/g?y"},
        {"#s", "http://a/b/c/d;p?q#s"},
        {"g#s", "http://a/b/c/g#s"},
        {"g?y#s", "http://a/b/c/g?y#s"},
        {";x", "http://a/b/c/;x"},
        {"g;x?y#s", "http://a/b/c/g;x?y#s"},
        {"", "http://a/b/c/d;p?q"},
        {".", "http://a/b/c/"},
        {"./", "http://a/b/c/"},
        {"..", "http://a/b/"},
        {"../g", "http://a/b/g"},
        {"../..", "http://a/"},
        {"../../g", "http://a/g"},
        {"../../../g", "http://a/g"},
        {"/./g", "http://a/g"},
        {"/../g", "http://a/g"},
        {"g.", "http://a/b/c/g."},
        {"..g", "http://a/b/c/..g"},
        {"./../g", "http://a/b/g"},
        {"./g/.", "http://a/b/c/g/"},
        {"g/./h", "http://a/b/c/g/h"},
        {"g/../h", "http://a/b/c/h"},
        {"g;x=1/../y", "http://a/b/c/y"},
        {"g?y/../x", "http://a/b/c/g?y/../x"},
        {"g#s/../x", "http://a/b/c/g#s/../x"},
    };
    for (const auto& [reference, expected] : cases) {
        CAPTURE(reference);
        CHECK(base.join(reference).to_string() == expected);
    }
    CHECK(Url("http://a///b/c").join("d").to_string() == "http://a///b/d");
    CHECK(Url("http://a///b/c").join("../..").to_string() == "http://a//");
    CHECK_THROWS_AS((void)base.join("g:h"), NonHttpUrlClientError);
    CHECK_THROWS_AS((void)base.join("http:g"), InvalidUrlClientError);  // the strict reading
    CHECK(base.join("12:30").to_string() == "http://a/b/c/12:30");
    CHECK(base.join("g h:i").to_string() == "http://a/b/c/g%20h:i");
}

TEST_CASE("S01 a relative URL is joined to the base, an absolute one wins") {
    const auto joined = [](const char* base, const char* url) {
        return Url(base).join(url).to_string();
    };
    CHECK(joined("http://e.com", "/t") == "http://e.com/t");
    CHECK(joined("http://e.com", "t") == "http://e.com/t");
    CHECK(joined("http://e.com/t1/", "t2") == "http://e.com/t1/t2");
    CHECK(joined("http://e.com/t1/", "/t2") == "http://e.com/t2");
    CHECK(joined("http://e.com/t1/", "t2?q=f#b") == "http://e.com/t1/t2?q=f#b");
    CHECK(joined("http://e.com/t1/", "http://foo.com/bar") == "http://foo.com/bar");
    CHECK(joined("http://e.com/t1/", "http://foo.com") == "http://foo.com/");
}

TEST_CASE("R03 a Location is resolved against the page; the page's query is dropped") {
    const Url page("http://a.test/d/a?p=9&x=1");
    const Url next = page.redirect("ok2?z=1#frag");
    CHECK(next.target() == "/d/ok2?z=1");
    CHECK(next.without_fragment().to_string() == "http://a.test/d/ok2?z=1");
    CHECK(page.redirect("a page?x=\xC3\xA9").target() == "/d/a%20page?x=%C3%A9");
    CHECK(page.redirect("//b.test").to_string() == "http://b.test/");
}

TEST_CASE("R05 a bad Location has errors of its own") {
    const Url page("http://a.test/");
    for (const std::string location :
         {"ftp://a.test/", "call:+380123456789", "slack://instance/room"})
        CHECK_THROWS_AS((void)page.redirect(location), NonHttpUrlRedirectClientError);
    for (const std::string location :
         {"http://example.com:999999/", "http:///p", "http:/a", "http://:/",
          "http://example.org:non_int_port/", "//", "//127.1/"}) {
        CAPTURE(location);
        CHECK_THROWS_AS((void)page.redirect(location), InvalidUrlRedirectClientError);
    }
    CHECK_THROWS_WITH((void)page.redirect("http:///p"),
                      "http:///p: it has no host; write one after http://");
}

TEST_CASE("R07 credentials are those of the URL that names them") {
    const Url page("http://user:pass@a.test/");
    const Url next = page.redirect("http://user2@a.test/2");
    CHECK(next.user() == "user2");
    CHECK(next.password().empty());
    CHECK(page.redirect("http://b.test/").has_credentials() == false);
}
