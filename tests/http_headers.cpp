// lib/http/headers.hpp: the fields of a request or an answer.
#include <doctest/doctest.h>

#include <stdexcept>
#include <string>
#include <vector>

#include <http/headers.hpp>

using aio::http::Headers;

namespace {

std::string text_of(const Headers& headers) {
    std::string text;
    for (const auto& [name, value] : headers) text += name + ": " + value + '\n';
    return text;
}

}  // namespace

TEST_CASE("B19 order and case are kept, lookup ignores case") {
    Headers headers;
    headers.add("X-A", "1");
    headers.add("Set-Cookie", "a=1");
    headers.add("x-a", "2");
    headers.add("Set-Cookie", "b=2");
    CHECK(text_of(headers) == "X-A: 1\nSet-Cookie: a=1\nx-a: 2\nSet-Cookie: b=2\n");
    CHECK(headers.get("x-A") == "1");
    CHECK(headers.get_all("X-a") == std::vector<std::string_view>{"1", "2"});
    CHECK(headers.get_all("set-cookie") == std::vector<std::string_view>{"a=1", "b=2"});
    CHECK(headers.size() == 4);
}

TEST_CASE("a missing name has no value") {
    const Headers headers{{"A", ""}};
    CHECK_FALSE(headers.get("B").has_value());
    CHECK(headers.get_all("B").empty());
    CHECK_FALSE(headers.contains("B"));
    CHECK(headers.contains("a"));
    CHECK(headers.get("a") == "");
    CHECK(Headers().empty());
}

TEST_CASE("set leaves one value, at the position of the first") {
    Headers headers{{"A", "1"}, {"B", "2"}, {"a", "3"}, {"C", "4"}};
    headers.set("a", "5");
    CHECK(text_of(headers) == "a: 5\nB: 2\nC: 4\n");
    headers.set("D", "6");
    CHECK(text_of(headers) == "a: 5\nB: 2\nC: 4\nD: 6\n");
}

TEST_CASE("remove takes all values and counts them") {
    Headers headers{{"A", "1"}, {"B", "2"}, {"a", "3"}};
    CHECK(headers.remove("A") == 2);
    CHECK(headers.remove("A") == 0);
    CHECK(text_of(headers) == "B: 2\n");
    headers.clear();
    CHECK(headers.empty());
}

TEST_CASE("its own values may be passed back to it") {
    Headers headers{{"A", std::string(100, 'a')}, {"a", "2"}, {"B", "3"}};
    headers.add(headers.begin()->name, headers.begin()->value);
    CHECK(headers.get_all("a").size() == 3);
    headers.set("B", *headers.get("A"));
    CHECK(headers.get("B") == std::string(100, 'a'));
    headers.set(headers.begin()->name, headers.begin()->value);
    CHECK(headers.get_all("A") == std::vector<std::string_view>{std::string(100, 'a')});
    CHECK(headers.remove(headers.begin()->name) == 1);
    CHECK(headers.size() == 1);
}

TEST_CASE("S02 the request's headers win by name; one given twice keeps both values") {
    const Headers session{{"X-A", "s1"}, {"X-B", "s2"}, {"x-a", "s3"}, {"X-C", "s4"}};
    const Headers request{{"x-c", "r1"}, {"X-A", "r2"}, {"X-D", "r3"}, {"x-A", "r4"}};
    CHECK(text_of(session.merged_with(request)) == "X-A: r2\nX-B: s2\nx-c: r1\nX-D: r3\nx-A: r4\n");
    CHECK(session.merged_with({}) == session);
    CHECK(Headers().merged_with(request) == request);
}

TEST_CASE("no line end gets into a header") {
    Headers headers;
    for (const std::string value : {"a\rb", "a\nb", "a\r\nX: 1", "\n", "b\n"}) {
        CHECK_THROWS_AS(headers.add("A", value), std::invalid_argument);
        CHECK_THROWS_AS(headers.set("A", value), std::invalid_argument);
    }
    CHECK_THROWS_AS(headers.add("A", std::string_view("a\0b", 3)), std::invalid_argument);
    for (const std::string name : {"", "A\n", "A\r\nB", "A:", "A B", " A", "\xC3\xA9", "A\x7F"})
        CHECK_THROWS_AS(headers.add(name, "1"), std::invalid_argument);
    CHECK_THROWS_AS(headers.add(std::string_view("A\0", 2), "1"), std::invalid_argument);
    CHECK_THROWS_AS((Headers{{"A", "1\n"}}), std::invalid_argument);
    CHECK(headers.empty());
    CHECK_NOTHROW(headers.add("!#$%&'*+-.^_`|~09azAZ", "tab\tand \xC3\xA9 are fine"));
}

TEST_CASE("the message names the header") {
    CHECK_THROWS_WITH(
        Headers({{"X-Evil", "1\r\nHost: b"}}),
        "Headers: the value of X-Evil has a CR, LF or NUL in it; remove it, or encode the value");
}
