// Any bytes as an answer: the parser takes them whole, or in pieces, and comes
// to the same end; it never accepts a head beyond its limits.
//
// The input's first byte says how long the pieces are, and whether the request
// was HEAD; the rest is what the server sends before it closes.
#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <stdexcept>
#include <string>
#include <string_view>

#include <http/detail/decoder.hpp>
#include <http/detail/response_parser.hpp>

#include "must.hpp"

using namespace aio::http;
using aio::http::detail::Decoder;
using aio::http::detail::ResponseParser;
using Outcome = ResponseParser::Outcome;

namespace {

constexpr Limits limits{.max_line = 40, .max_field = 60, .max_headers = 8};

struct Parsed {
    Outcome outcome = Outcome::more;
    std::string body;
    int status = 0;
    Headers headers;
    bool reusable = false;
};

Parsed parse(std::string_view bytes, std::size_t piece, bool head) {
    ResponseParser parser(head, limits);
    Parsed result;
    while (result.outcome == Outcome::more && !bytes.empty()) {
        const std::size_t n = std::min(piece, bytes.size());
        result.outcome = parser.feed(bytes.substr(0, n), result.body);
        bytes.remove_prefix(n);
    }
    if (result.outcome == Outcome::more) result.outcome = parser.finish(result.body);
    result.status = parser.status;
    result.headers = parser.headers;
    result.reusable = result.outcome == Outcome::complete && parser.can_be_reused();
    return result;
}

void check_limits(const Parsed& parsed) {
    if (parsed.outcome == Outcome::broken) return;
    must(parsed.headers.size() <= limits.max_headers, "no more headers than allowed");
    for (const auto& [name, value] : parsed.headers)
        must(name.size() + value.size() <= limits.max_field, "no header longer than allowed");
}

// A body that says it is packed may be anything: it is unpacked, or refused.
void unpack(const Parsed& parsed) {
    const auto encoding = parsed.headers.get("Content-Encoding");
    if (!encoding || !Decoder::knows(*encoding)) return;
    Decoder decoder(*encoding);
    decoder.feed(parsed.body);
    try {
        for (int step = 0; step < 64; ++step) {
            const std::string piece = decoder.next();
            must(piece.size() <= Decoder::step, "no more at once than a step");
            if (piece.empty()) break;
        }
    } catch (const std::runtime_error&) {
    }
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    if (size == 0) return 0;
    const bool head = data[0] & 0x80;
    const std::size_t piece = 1 + data[0] % 16;
    const std::string_view bytes(reinterpret_cast<const char*>(data) + 1, size - 1);

    const Parsed whole = parse(bytes, bytes.size() + 1, head);
    const Parsed pieces = parse(bytes, piece, head);
    must(whole.outcome == pieces.outcome, "pieces come to the same end");
    if (whole.outcome == Outcome::complete) {
        // After an upgrade come bytes that belong to no answer: as many as arrived.
        must(whole.status == 101 || whole.body == pieces.body, "... and the same body");
        must(whole.status == pieces.status && whole.headers == pieces.headers,
             "... and the same head");
        must(!head || whole.body.empty() || whole.status == 101, "HEAD has no body");
    }
    check_limits(whole);
    unpack(whole);
    return 0;
}
