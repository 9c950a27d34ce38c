#include <http/detail/response_parser.hpp>

#include <algorithm>
#include <limits>
#include <utility>

namespace aio::http::detail {
namespace {

/// A bound on everything before the body: there can also be spaces, empty lines, or one 102 after
/// another, which the limits do not count.
std::size_t longest_head(const Limits& limits) {
    constexpr std::size_t slack = 1024, most = std::numeric_limits<std::size_t>::max();
    const std::size_t field = std::min(limits.max_field, most / 2) + 16;
    const std::size_t others = std::min(limits.max_line, most / 4) + slack;
    return limits.max_headers > (most - others) / field ? most
                                                        : others + limits.max_headers * field;
}

}  // namespace

ResponseParser::ResponseParser(bool is_head_request, Limits limits)
    : MessageParser(HTTP_RESPONSE, limits.max_field, limits.max_headers),
      max_line_(limits.max_line),
      is_head_request_(is_head_request),
      head_left_(longest_head(limits)) {
    llhttp_set_lenient_headers(&llhttp_, 1);
#if LLHTTP_VERSION_MAJOR > 9 || (LLHTTP_VERSION_MAJOR == 9 && LLHTTP_VERSION_MINOR >= 2)
    // A bare LF ends a line, too: in older versions that is part of lenient headers.
    llhttp_set_lenient_optional_cr_before_lf(&llhttp_, 1);
#endif
}

int ResponseParser::refuse(int, std::string why) {
    error_ = std::move(why);
    return HPE_USER;
}

int ResponseParser::first_line(std::string_view piece) {
    reason += piece;
    if (reason.size() <= max_line_) return 0;
    return refuse(400, "the status line is longer than " + std::to_string(max_line_) + " bytes");
}

// Returns what llhttp is to do. 1: there is no body, whatever the headers say.
int ResponseParser::head_complete() {
    status = llhttp_get_status_code(&llhttp_);
    if (status < 100 || status > 999)
        return refuse(400, "the status is not a number of three digits");
    const bool informational = status >= 100 && status < 200 && status != 101;
    if (status == 100) saw_100_ = true;
    if (!informational) head_done_ = true;
    upgraded_ = status == 101;
    return is_head_request_ || informational || status == 204 || status == 304 ? 1 : 0;
}

int ResponseParser::body(std::string_view piece) {
    body_->append(piece);
    return 0;
}

int ResponseParser::complete() {
    if (!head_done_) {  // 100, 103: an interim answer
        reason.clear();
        begin_head_again();
        return 0;
    }
    complete_ = true;
    // HTTP/1.0 has no chunks: a server that still sends them may be a proxy that
    // does not know where the answer ends (RFC 9112, section 6.1).
    const bool doubtful = llhttp_.http_minor == 0 && (llhttp_.flags & F_CHUNKED);
    const bool says_close = llhttp_.flags & F_CONNECTION_CLOSE;
    keep_alive_ = llhttp_should_keep_alive(&llhttp_) && !doubtful && !says_close;
    return HPE_PAUSED;  // what follows, if anything, is not this answer's
}

ResponseParser::Outcome ResponseParser::feed(std::string_view block, std::string& body) {
    body_ = &body;
    const std::string_view part = head_done_ ? block : block.substr(0, head_left_);
    if (!head_done_) head_left_ -= part.size();
    const llhttp_errno_t code = execute(part);
    if (complete_) {
        const std::string_view rest(llhttp_get_error_pos(&llhttp_), block.data() + block.size());
        if (upgraded_)
            body.append(rest);  // the first bytes of the new protocol
        else
            surplus_ = !rest.empty();
        return Outcome::complete;
    }
    if (code == HPE_OK && !head_done_ && head_left_ == 0) error_ = "the head does not end";
    if (code != HPE_OK || !error_.empty()) return broken(code);
    return part.size() < block.size() ? feed(block.substr(part.size()), body) : Outcome::more;
}

llhttp_errno_t ResponseParser::execute(std::string_view part) {
    const char* const end = part.data() + part.size();
    llhttp_errno_t code = llhttp_execute(&llhttp_, part.data(), part.size());
    while (code == HPE_PAUSED_UPGRADE && !complete_) {  // a 103 that offers an upgrade, too
        const char* const rest = llhttp_get_error_pos(&llhttp_);
        llhttp_resume_after_upgrade(&llhttp_);
        code = llhttp_execute(&llhttp_, rest, static_cast<std::size_t>(end - rest));
    }
    return code;
}

ResponseParser::Outcome ResponseParser::finish(std::string& body) {
    body_ = &body;
    const llhttp_errno_t code = llhttp_finish(&llhttp_);
    return complete_ ? Outcome::complete : broken(code == HPE_OK ? HPE_INVALID_EOF_STATE : code);
}

ResponseParser::Outcome ResponseParser::broken(llhttp_errno_t code) {
    const char* const why = llhttp_get_error_reason(&llhttp_);
    if (error_.empty()) error_ = why ? why : llhttp_errno_name(code);
    return Outcome::broken;
}

}  // namespace aio::http::detail
