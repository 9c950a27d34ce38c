// Any bytes as requests to a server: its parser takes them whole, or in
// pieces, and finds the same requests; it accepts none beyond its limits.
//
// The input's first byte says how long the pieces are.
#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include <http/detail/request_parser.hpp>

#include "must.hpp"

using namespace aio::http;
using aio::http::detail::RequestParser;
using Outcome = RequestParser::Outcome;

namespace {

const ServerLimits limits{.max_target = 40, .max_field = 60, .max_headers = 8, .max_body = 50};

struct Parsed {
    struct Request : aio::http::Request {
        bool is_1_0;
    };
    std::vector<Request> requests;
    int refused = 0;  // with this status
};

// Like a connection: one parser for each request.
Parsed parse(std::string_view bytes, std::size_t piece) {
    Parsed result;
    std::string_view unread;
    for (;;) {
        RequestParser parser(limits);
        for (Outcome outcome = Outcome::more; outcome != Outcome::complete;) {
            if (unread.empty()) {
                unread = bytes.substr(0, piece);
                bytes.remove_prefix(unread.size());
            }
            if (unread.empty()) return result;
            const std::size_t before = unread.size();
            outcome = parser.feed(unread);
            if (outcome == Outcome::broken) {
                result.refused = parser.refusal.status;
                must(result.refused >= 400 && !parser.refusal.reason.empty(), "a refusal says why");
                return result;
            }
            must(unread.size() < before, "a request takes at least a byte");
            must(outcome == Outcome::complete || unread.empty(),
                 "an incomplete request takes all bytes");
        }
        result.requests.push_back({parser.request, parser.is_1_0()});
    }
}

void check(const Parsed::Request& request) {
    must(request.target.size() <= limits.max_target, "no path longer than allowed");
    must(request.path.starts_with('/'), "a path begins with '/'");
    must(request.body.size() <= limits.max_body, "no body longer than allowed");
    must(request.headers.size() <= limits.max_headers, "no more headers than allowed");
    must(request.is_1_0 || request.headers.get_all("Host").size() == 1, "one Host");
    for (const auto& [name, value] : request.headers)
        must(name.size() + value.size() <= limits.max_field, "no header longer than allowed");
    static_cast<void>(request.query_value("after"));
    static_cast<void>(request.cookie("session"));
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    if (size == 0) return 0;
    const std::string_view bytes(reinterpret_cast<const char*>(data) + 1, size - 1);

    const Parsed whole = parse(bytes, bytes.size() + 1);
    const Parsed pieces = parse(bytes, 1 + data[0] % 16);
    must(whole.requests.size() == pieces.requests.size(), "pieces make as many requests");
    must((whole.refused == 0) == (pieces.refused == 0), "... and come to the same end");
    for (std::size_t i = 0; i < whole.requests.size(); ++i) {
        const Parsed::Request &a = whole.requests[i], &b = pieces.requests[i];
        must(a.method == b.method && a.target == b.target && a.headers == b.headers &&
                 a.body == b.body,
             "... and the same ones");
        check(a);
    }
    return 0;
}
