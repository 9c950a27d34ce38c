// Packed bodies: how they are unpacked, and which cannot be. H2, H6 and auto_decompress of the
// findings.
#include <zlib.h>

#include "http_origin.hpp"

namespace {

std::string packed(const std::string& text, int window) {
    z_stream stream{};
    deflateInit2(&stream, 9, Z_DEFLATED, window, 8, Z_DEFAULT_STRATEGY);
    std::string out(compressBound(text.size()) + 64, '\0');
    stream.next_in = reinterpret_cast<unsigned char*>(const_cast<char*>(text.data()));
    stream.avail_in = static_cast<unsigned>(text.size());
    stream.next_out = reinterpret_cast<unsigned char*>(out.data());
    stream.avail_out = static_cast<unsigned>(out.size());
    deflate(&stream, Z_FINISH);
    out.resize(stream.total_out);
    deflateEnd(&stream);
    return out;
}
constexpr int gzip = 16 + MAX_WBITS, zlib_format = MAX_WBITS, bare = -MAX_WBITS;

/// The body that a GET of an answer with these headers gives, or how it failed.
std::string body_of(const std::string& headers, const std::string& body,
                    std::size_t at_a_time = std::string::npos, RequestOptions options = {}) {
    std::string got;
    with_origin(answering(answer("200 OK", headers, body), at_a_time), {},
                [&](Origin& origin, Session& session) -> Coroutine<> {
                    const Fate fate = co_await fate_of([&]() -> Coroutine<> {
                        got = co_await get_text(session, origin.url(), options);
                    }());
                    if (!fate.good()) {
                        CHECK(fate.is<http::ClientPayloadError>());
                        got = "failed: " + fate.text();
                    }
                });
    return got;
}
std::string unpacked(const std::string& encoding, const std::string& body,
                     std::size_t at_a_time = std::string::npos) {
    return body_of("Content-Encoding: " + encoding + "\r\n", body, at_a_time);
}

/// The body of an answer with this Transfer-Encoding, which excludes a length.
std::string transferred(const std::string& codings, const std::string& body,
                        const std::string& more_headers = "") {
    std::string got;
    const bool chunked = codings.ends_with("chunked");
    char size[32];
    std::snprintf(size, sizeof size, "%zx\r\n", body.size());
    const std::string framed = chunked ? size + body + "\r\n0\r\n\r\n" : body;
    const Script script = [&](Wire& wire, Request&) -> Coroutine<> {
        co_await wire.send("HTTP/1.1 200 OK\r\n" + more_headers + "Transfer-Encoding: " + codings +
                           "\r\n\r\n" + framed);
        if (!chunked) wire.fin();
    };
    with_origin(script, {}, [&](Origin& origin, Session& session) -> Coroutine<> {
        const Fate fate = co_await fate_of(
            [&]() -> Coroutine<> { got = co_await get_text(session, origin.url()); }());
        if (fate.good()) co_return;
        CHECK(fate.is<http::ClientError>());
        got = "failed: " + fate.text();
    });
    return got;
}

bool failed_for(const std::string& outcome, std::string_view reason) {
    return outcome.starts_with("failed: ") && outcome.find(reason) != std::string::npos;
}

}  // namespace

TEST_CASE("packed bodies are unpacked") {
    std::string text;
    for (int i = 0; i < 20000; ++i) text += "line " + std::to_string(i) + "\n";
    CHECK(unpacked("gzip", packed(text, gzip)) == text);
    CHECK(unpacked("GZIP", packed(text, gzip), 1000) == text);
    CHECK(unpacked("x-gzip", packed("short", gzip), 1) == "short");
    CHECK(unpacked("deflate", packed(text, zlib_format), 777) == text);
    CHECK(unpacked("deflate", packed(text, bare)) == text);
    CHECK(unpacked("gzip", "").empty());
    CHECK(unpacked("unheard-of", "as it is") == "as it is");
    CHECK(
        failed_for(unpacked("gzip", "no gzip at all"), "it is not what its Content-Encoding says"));
    const std::string all = packed(text, gzip);
    CHECK(failed_for(unpacked("gzip", all.substr(0, all.size() / 2)), "ends before"));
    // Ten megabytes of zeros come in as ten kilobytes, and go out in steps.
    const std::string zeros(10'000'000, '0');
    CHECK(unpacked("gzip", packed(zeros, gzip)) == zeros);
}

TEST_CASE("several gzip members, one after another, however they are cut") {
    const std::string one = packed("one ", gzip), none = packed("", gzip),
                      two = packed("two", gzip);
    for (const std::size_t at_a_time : {std::string::npos, one.size(), std::size_t{1}}) {
        CHECK(unpacked("gzip", one + two, at_a_time) == "one two");
        CHECK(unpacked("gzip", none + one + none + two + none, at_a_time) == "one two");
    }
    CHECK(failed_for(unpacked("gzip", one + two.substr(0, 8)), "ends before"));
}

TEST_CASE("H2 anything but a further member after a complete body is ignored") {
    const std::string one = packed("one", gzip);
    for (const std::string& behind :
         {std::string("\0\0\0\0", 4), std::string(5000, '\0'), std::string("  \r\n"),
          std::string("<!-- cached -->"), std::string("\x1f"), std::string("\x1f\x8b"),
          std::string("\x1f\x8b\x07 no member")}) {
        for (const std::size_t at_a_time : {std::string::npos, std::size_t{7}}) {
            CHECK(unpacked("gzip", one + behind, at_a_time) == "one");
            CHECK(unpacked("gzip", one + one + behind, at_a_time) == "oneone");
        }
        CHECK(unpacked("deflate", packed("one", zlib_format) + behind) == "one");
        CHECK(unpacked("deflate", packed("one", bare) + behind) == "one");
    }
}

TEST_CASE("H6 several codings are undone from the last") {
    const std::string text = "packed, and packed again";
    const std::string twice = packed(packed(text, gzip), gzip);
    for (const std::size_t at_a_time : {std::string::npos, std::size_t{1}}) {
        CHECK(unpacked("gzip, gzip", twice, at_a_time) == text);
        CHECK(unpacked("deflate,gzip", packed(packed(text, zlib_format), gzip), at_a_time) == text);
        CHECK(unpacked("gzip , ,Deflate", packed(packed(text, gzip), bare), at_a_time) == text);
    }
    CHECK(body_of("Content-Encoding: gzip\r\nX: y\r\nContent-Encoding: gzip\r\n", twice) == text);
    CHECK(unpacked("identity", text) == text);
    CHECK(unpacked("identity, gzip, identity", packed(text, gzip)) == text);
    CHECK(unpacked("", text) == text);
    CHECK(failed_for(unpacked("gzip, gzip", packed(text, gzip)), "cannot be unpacked"));
    CHECK(failed_for(unpacked("gzip, gzip", twice.substr(0, twice.size() - 9)), "ends before"));
    CHECK(failed_for(unpacked("gzip, gzip, gzip, gzip, gzip, gzip", twice), "too many times"));
    const std::string zeros(3'000'000, '0');
    CHECK(unpacked("gzip, gzip", packed(packed(zeros, gzip), gzip)) == zeros);
}

TEST_CASE("H6 what cannot be unpacked is an error, not a body") {
    for (const char* coding : {"br", "zstd", "compress", "x-compress"}) {
        INFO(coding);
        const std::string packing = coding;
        CHECK(failed_for(unpacked(packing, "xyz"), "packed as " + packing));
        CHECK(unpacked(packing, "").empty());
    }
    CHECK(failed_for(unpacked("gzip, br", packed("x", gzip)), "packed as br"));
    CHECK(failed_for(unpacked("unheard-of, gzip", packed("x", gzip)), "packed as unheard-of"));
    // Where there is no body, there is nothing to unpack.
    with_origin(answering("HTTP/1.1 200 OK\r\nContent-Encoding: br\r\nContent-Length: 9\r\n\r\n"),
                {}, [](Origin& origin, Session& session) -> Coroutine<> {
                    auto response = co_await session.head(origin.url());
                    const std::string body = co_await response.read();
                    CHECK(body.empty());
                    CHECK(session.pool().idle == 1);
                });
}

TEST_CASE("H6 a packed transfer is unpacked, too") {
    const std::string text = "packed for the transfer";
    CHECK(transferred("gzip, chunked", packed(text, gzip)) == text);
    CHECK(transferred("deflate, gzip, chunked", packed(packed(text, bare), gzip)) == text);
    CHECK(transferred("gzip\r\nTransfer-Encoding: chunked", packed(text, gzip)) == text);
    CHECK(transferred("gzip", packed(text, gzip)) == text);  // up to the connection's end
    CHECK(transferred("identity", text) == text);
    CHECK(transferred("gzip, chunked", packed(packed(text, bare), gzip),
                      "Content-Encoding: deflate\r\n") == text);
    CHECK(failed_for(transferred("br, chunked", text), "packed as br"));
    CHECK(failed_for(transferred("unheard-of, chunked", text), "packed as unheard-of"));
    CHECK(transferred("chunked, gzip", text).starts_with("failed: "));
    CHECK(transferred("chunked, chunked", text).starts_with("failed: "));
}

TEST_CASE("auto_decompress = false: the body as it came") {
    const std::string one = packed("text", gzip);
    const std::string headers = "Content-Encoding: gzip\r\n";
    CHECK(body_of(headers, one, 5, {.auto_decompress = true}) == "text");
    const auto as_it_came = [&](http::SessionOptions session_options, RequestOptions options) {
        std::string got;
        with_origin(
            answering(answer("200 OK", headers, one)), std::move(session_options),
            [&](Origin& origin, Session& session) -> Coroutine<> {
                auto response = co_await session.get(origin.url(), options);
                CHECK(response.headers().get("Content-Encoding") == "gzip");
                CHECK(response.headers().get("Content-Length") == std::to_string(one.size()));
                got = co_await response.read();
            });
        return got == one;
    };
    CHECK(as_it_came({.auto_decompress = false}, {}));
    CHECK(as_it_came({}, {.auto_decompress = false}));
    CHECK_FALSE(as_it_came({.auto_decompress = false}, {.auto_decompress = true}));
    // Even what could not be unpacked. But Transfer-Encoding is not part of the content.
    with_origin(answering(answer("200 OK", "Content-Encoding: br\r\n", "xyz")),
                {.auto_decompress = false}, [](Origin& origin, Session& session) -> Coroutine<> {
                    const std::string body = co_await get_text(session, origin.url());
                    CHECK(body == "xyz");
                });
}
