#include <http/detail/request_parser.hpp>

#include <algorithm>
#include <utility>

#include <http/detail/ascii.hpp>

namespace aio::http::detail {

RequestParser::RequestParser(const ServerLimits& limits)
    : MessageParser(HTTP_REQUEST, limits.max_field, limits.max_headers), limits_(limits) {}

int RequestParser::refuse(int status, std::string reason) {
    refusal = {status, std::move(reason)};
    return HPE_USER;
}

int RequestParser::first_line(std::string_view piece) {
    request.target += piece;
    if (request.target.size() <= limits_.max_target) return 0;
    return refuse(414, "the path is longer than " + std::to_string(limits_.max_target) + " bytes");
}

int RequestParser::head_complete() {
    head_done_ = true;
    request.method = llhttp_method_name(static_cast<llhttp_method_t>(llhttp_get_method(&llhttp_)));
    request.headers = std::exchange(headers, {});
    const int refused = check_head();
    return refused != 0 ? refused : check_target();
}

int RequestParser::check_head() {
    if (llhttp_get_http_major(&llhttp_) != 1) return refuse(505, "this server speaks HTTP/1.1");
    is_1_0_ = llhttp_get_http_minor(&llhttp_) == 0;
    // RFC 9112, section 3.2: it must be clear which host is meant.
    const std::size_t hosts = request.headers.get_all("Host").size();
    if (hosts > 1 || (hosts == 0 && !is_1_0_)) return refuse(400, "there must be one Host header");
    if (llhttp_.content_length > limits_.max_body)
        return refuse(413,
                      "the body is longer than " + std::to_string(limits_.max_body) + " bytes");
    const auto expect = request.headers.get("Expect");
    if (expect && !equal_ignoring_case(*expect, "100-continue"))
        return refuse(417, "only 100-continue can be expected here");
    expects_100_ = expect && !is_1_0_;
    if (request.method == "CONNECT") return refuse(405, "this server is not a proxy");
    return 0;
}

// "http://host/path", the form sent to proxies, means "/path" here; RFC 9112, 3.2.2.
int RequestParser::check_target() {
    std::string_view target = request.target;
    constexpr std::string_view scheme = "http://";
    if (equal_ignoring_case(target.substr(0, scheme.size()), scheme)) {
        target.remove_prefix(std::min(target.find_first_of("/?", scheme.size()), target.size()));
        request.target = (target.starts_with('/') ? "" : "/") + std::string(target);
    }
    if (!request.target.starts_with('/')) return refuse(400, "the path must begin with '/'");
    target = request.target;
    request.path = take_until(target, '?');
    request.query = target;
    return 0;
}

int RequestParser::body(std::string_view piece) {
    expects_100_ = false;
    request.body += piece;
    if (request.body.size() <= limits_.max_body) return 0;
    return refuse(413, "the body is longer than " + std::to_string(limits_.max_body) + " bytes");
}

int RequestParser::complete() {
    complete_ = true;
    keep_alive_ = llhttp_should_keep_alive(&llhttp_);
    return HPE_PAUSED;  // what follows is the next request
}

bool RequestParser::wants_100() { return head_done_ && std::exchange(expects_100_, false); }

RequestParser::Outcome RequestParser::feed(std::string_view& bytes) {
    const llhttp_errno_t code = llhttp_execute(&llhttp_, bytes.data(), bytes.size());
    // A requested Upgrade ends the message, too; it is not accepted.
    if (complete_ && (code == HPE_PAUSED || code == HPE_PAUSED_UPGRADE)) {
        const char* end = llhttp_get_error_pos(&llhttp_);
        bytes.remove_prefix(static_cast<std::size_t>(end - bytes.data()));
        return Outcome::complete;
    }
    if (code == HPE_OK) {
        bytes = {};
        return Outcome::more;
    }
    // HPE_USER is a refusal of our own, which already has its reason.
    if (code != HPE_USER) refusal.reason = llhttp_get_error_reason(&llhttp_);
    return Outcome::broken;
}

}  // namespace aio::http::detail
