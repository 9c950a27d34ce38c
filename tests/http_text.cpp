// Bodies as text: the charset, and bytes that do not belong to it. Case B13 of
// conformance/http.md, and H15 of the findings.
#include "http_origin.hpp"

namespace {

std::string typed(const std::string& content_type, const std::string& body) {
    return answer("200 OK", "Content-Type: " + content_type + "\r\n", body);
}

/// f(response) for an answer of this type and body.
template <class F>
void with_answer(const std::string& content_type, const std::string& body, F f) {
    const std::string bytes =
        content_type.empty() ? answer("200 OK", "", body) : typed(content_type, body);
    with_origin(answering(bytes), {}, [&](Origin& origin, Session& session) -> Coroutine<> {
        auto response = co_await session.get(origin.url());
        co_await f(response);
    });
}

std::string text_of(const std::string& content_type, const std::string& body,
                    std::string encoding = {},
                    http::DecodeErrors on_error = http::DecodeErrors::strict) {
    std::string text;
    with_answer(content_type, body, [&](Response& response) -> Coroutine<> {
        try {
            text = co_await response.text(encoding, on_error);
        } catch (const std::invalid_argument& e) {
            text = std::string("refused: ") + e.what();
        }
    });
    return text;
}

}  // namespace

TEST_CASE("B13 text by its charset") {
    const std::string mir = "\xec\xe8\xf0";  // windows-1251
    CHECK(text_of("text/plain; charset=windows-1251", mir) == "мир");
    CHECK(text_of("text/plain; a=b; CHARSET=\"Windows-1251\"", mir) == "мир");
    CHECK(text_of("text/plain", mir, "windows-1251") == "мир");
    CHECK(text_of("text/plain; charset=latin1", "\xe9") == "é");
    // Python's spellings; and an option of iconv is not a name.
    CHECK(text_of("text/plain; charset=latin-1", "\xe9") == "é");
    CHECK(text_of("text/plain; charset=euc_kr", "\xb0\xa1") == "가");
    CHECK(text_of("text/plain; charset=//", "é") == "é");
    CHECK(text_of("text/plain; charset=nonsense", "é") == "é");
    CHECK(text_of("text/plain", "é") == "é");
    CHECK(text_of("application/json", "\"é\"") == "\"é\"");
    CHECK(text_of("text/plain", mir).starts_with("refused: Response::text: the body is not utf-8"));
    CHECK(text_of("text/plain; charset=utf-16le", "a", "").starts_with("refused: "));
    CHECK(text_of("text/plain; charset=windows-1251", mir, "utf-8").starts_with("refused: "));
    CHECK(text_of("text/plain", "x", "nonsense")
              .starts_with("refused: Response::text: unknown encoding"));
    CHECK(text_of("text/plain", "").empty());
}

TEST_CASE("H15 bytes that are not UTF-8 are replaced or left out, like in Python") {
    using enum http::DecodeErrors;
    const auto replaced = [](const std::string& body) { return text_of("", body, "", replace); };
    CHECK(replaced("a\xFF"
                   "b") == "a\uFFFDb");
    CHECK(replaced("\xE2\x82") == "\uFFFD");    // a character's beginning, at the end
    CHECK(replaced("\xE2\x82z") == "\uFFFDz");  // ... and before another one
    CHECK(replaced("\xF0\x9F\x98") == "\uFFFD");
    CHECK(replaced("\xC0\xAF") == "\uFFFD\uFFFD");                      // '/' spelled too long
    CHECK(replaced("\xED\xA0\x80") == "\uFFFD\uFFFD\uFFFD");            // half of a surrogate pair
    CHECK(replaced("\xF4\x90\x80\x80") == "\uFFFD\uFFFD\uFFFD\uFFFD");  // beyond Unicode
    CHECK(replaced("\x80\xBF") == "\uFFFD\uFFFD");
    CHECK(replaced("é€😀") == "é€😀");
    CHECK(replaced("") == "");
    CHECK(text_of("",
                  "a\xFF"
                  "b",
                  "", ignore) == "ab");
    CHECK(text_of("", "\xFF", "", ignore) == "");
    CHECK(text_of("", "a\xFF").starts_with("refused: Response::text: the body is not utf-8"));
    CHECK(text_of("text/plain; charset=UTF8", "a\xFF", "", replace) == "a\uFFFD");
    // The same for other encodings.
    CHECK(text_of("text/plain; charset=us-ascii", "a\xFF", "", replace) == "a\uFFFD");
    CHECK(text_of("text/plain", "a\xFF", "us-ascii", ignore) == "a");
    CHECK(text_of("text/plain", "a", "utf-16le", replace) == "\uFFFD");
    // An unknown encoding is an error, whatever the bytes are.
    CHECK(text_of("text/plain", "x", "nonsense", replace).starts_with("refused: "));
}

TEST_CASE("H15 content_type and charset") {
    const auto told = [](const std::string& content_type) {
        std::string text;
        with_answer(content_type, "", [&](Response& response) -> Coroutine<> {
            text = response.content_type() + " " + response.charset().value_or("(none)");
            co_return;
        });
        return text;
    };
    CHECK(told("") == "application/octet-stream (none)");
    CHECK(told("text/html") == "text/html (none)");
    CHECK(told("Text/HTML; Charset=UTF-8") == "text/html UTF-8");
    CHECK(told("text/html;charset=\"utf-8\" ; q=1") == "text/html utf-8");
    CHECK(told("text/html; name=\"; charset=x\"; charset=y") == "text/html y");
    CHECK(told("text/html; charset=") == "text/html (none)");
    CHECK(told("; charset=utf-8") == "application/octet-stream utf-8");
}

TEST_CASE("H15 a response is closed once it holds no connection") {
    const Script in_two_parts = [](Wire& wire, Request&) -> Coroutine<> {
        co_await wire.send("HTTP/1.1 200 OK\r\nContent-Length: 4\r\n\r\nha");
        co_await sleep(30ms);
        co_await wire.send("lf");
    };
    with_origin(in_two_parts, {}, [](Origin& origin, Session& session) -> Coroutine<> {
        auto read = co_await session.get(origin.url());
        CHECK(!read.closed());
        const std::string text = co_await read.text();
        CHECK(text == "half");
        CHECK(read.closed());

        auto released = co_await session.get(origin.url());
        CHECK(!released.closed());
        released.release();
        CHECK(released.closed());

        auto moved = std::move(released);
        CHECK(released.closed());  // NOLINT: that is what is tested
        CHECK_THROWS_AS((void)released.status(), RuntimeError);
        CHECK_THROWS_AS((void)released.read(), RuntimeError);
        CHECK(moved.status() == 200);
    });
}
