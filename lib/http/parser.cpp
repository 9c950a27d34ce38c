#include <http/detail/parser.hpp>

#include <algorithm>
#include <limits>
#include <stdexcept>

namespace aio::http::detail {

// What llhttp calls; it hands over the parser that it belongs to.
struct ParserCallbacks {
    static ResponseParser& self(llhttp_t* p) { return *static_cast<ResponseParser*>(p->data); }

    static int status(llhttp_t* p, const char* at, std::size_t n) {
        ResponseParser& r = self(p);
        if (r.too_long(r.line_bytes_, n, r.limits_.max_line, "the status line")) return HPE_USER;
        r.reason.append(at, n);
        return 0;
    }
    static int field(llhttp_t* p, const char* at, std::size_t n) {
        ResponseParser& r = self(p);
        if (r.too_long(r.field_bytes_, n, r.limits_.max_field, "a header")) return HPE_USER;
        r.name_.append(at, n);
        return 0;
    }
    static int value(llhttp_t* p, const char* at, std::size_t n) {
        ResponseParser& r = self(p);
        if (r.too_long(r.field_bytes_, n, r.limits_.max_field, "a header")) return HPE_USER;
        r.value_.append(at, n);
        return 0;
    }
    static int value_complete(llhttp_t* p) {
        ResponseParser& r = self(p);
        if (++r.fields_ > r.limits_.max_headers) {
            r.error_ = "more than " + std::to_string(r.limits_.max_headers) + " headers";
            return HPE_USER;
        }
        r.end_field();
        return r.error_.empty() ? 0 : HPE_USER;
    }
    static int headers_complete(llhttp_t* p) { return self(p).head_complete(); }
    static int body(llhttp_t* p, const char* at, std::size_t n) {
        self(p).body_->append(at, n);
        return 0;
    }
    static int complete(llhttp_t* p) { return self(p).message_complete(); }

    static const llhttp_settings_t& settings() {
        static const llhttp_settings_t all = [] {
            llhttp_settings_t s;
            llhttp_settings_init(&s);
            s.on_status = status;
            s.on_header_field = field;
            s.on_header_value = value;
            s.on_header_value_complete = value_complete;
            s.on_headers_complete = headers_complete;
            s.on_body = body;
            s.on_message_complete = complete;
            return s;
        }();
        return all;
    }
};

namespace {

/// A bound on all that comes before the body: there can also be spaces, empty
/// lines, or one 102 after the other, which the limits do not count.
std::size_t longest_head(const Limits& limits) {
    constexpr std::size_t slack = 1024, most = std::numeric_limits<std::size_t>::max();
    const std::size_t field = std::min(limits.max_field, most / 2) + 16;
    const std::size_t others = std::min(limits.max_line, most / 4) + slack;
    return limits.max_headers > (most - others) / field ? most
                                                        : others + limits.max_headers * field;
}

}  // namespace

ResponseParser::ResponseParser(bool is_head_request, Limits limits)
    : limits_(limits), is_head_request_(is_head_request), head_left_(longest_head(limits)) {
    llhttp_init(&parser_, HTTP_RESPONSE, &ParserCallbacks::settings());
    parser_.data = this;
    llhttp_set_lenient_headers(&parser_, 1);
#if LLHTTP_VERSION_MAJOR > 9 || (LLHTTP_VERSION_MAJOR == 9 && LLHTTP_VERSION_MINOR >= 2)
    // A bare LF ends a line, too: older versions have that in lenient headers.
    llhttp_set_lenient_optional_cr_before_lf(&parser_, 1);
#endif
}

bool ResponseParser::too_long(std::size_t& count, std::size_t more, std::size_t most,
                              const char* what) {
    count += more;
    if (count <= most) return false;
    error_ = std::string(what) + " is longer than " + std::to_string(most) + " bytes";
    return true;
}

void ResponseParser::end_field() {
    // A value ends before the white space behind it; llhttp leaves that to us.
    while (!value_.empty() && (value_.back() == ' ' || value_.back() == '\t')) value_.pop_back();
    try {
        // A trailer is no part of the head, and nobody asked for it.
        if (!head_done_) headers.add(name_, value_);
    } catch (const std::invalid_argument& e) {
        error_ = e.what();
    }
    name_.clear();
    value_.clear();
    field_bytes_ = 0;
}

// Returns what llhttp is to do: 1, there is no body, whatever the headers say.
int ResponseParser::head_complete() {
    status = llhttp_get_status_code(&parser_);
    if (status < 100 || status > 999) {
        error_ = "the status is not a number of three digits";
        return HPE_USER;
    }
    const bool informational = status >= 100 && status < 200 && status != 101;
    if (status == 100) saw_100_ = true;
    if (!informational) head_done_ = true;
    upgraded_ = status == 101;
    return is_head_request_ || informational || status == 204 || status == 304 ? 1 : 0;
}

int ResponseParser::message_complete() {
    if (!head_done_) {  // 100, 103: only a word before the answer
        reason.clear();
        headers = {};
        line_bytes_ = fields_ = 0;
        return 0;
    }
    complete_ = true;
    // HTTP/1.0 has no chunks: whoever sends them all the same may be a proxy that
    // does not know where the answer ends (RFC 9112, section 6.1).
    const bool doubtful = parser_.http_minor == 0 && (parser_.flags & F_CHUNKED);
    const bool says_close = parser_.flags & F_CONNECTION_CLOSE;
    keep_alive_ = llhttp_should_keep_alive(&parser_) && !doubtful && !says_close;
    return HPE_PAUSED;  // what follows, if anything, is not this answer's
}

ResponseParser::Outcome ResponseParser::feed(std::string_view block, std::string& body) {
    body_ = &body;
    const std::string_view part = head_done_ ? block : block.substr(0, head_left_);
    if (!head_done_) head_left_ -= part.size();
    const llhttp_errno_t code = execute(part);
    if (complete_) {
        const std::string_view rest(llhttp_get_error_pos(&parser_), block.data() + block.size());
        if (upgraded_)
            body.append(rest);  // the first words of the new protocol
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
    llhttp_errno_t code = llhttp_execute(&parser_, part.data(), part.size());
    while (code == HPE_PAUSED_UPGRADE && !complete_) {  // a 103 that offers an upgrade, too
        const char* const rest = llhttp_get_error_pos(&parser_);
        llhttp_resume_after_upgrade(&parser_);
        code = llhttp_execute(&parser_, rest, static_cast<std::size_t>(end - rest));
    }
    return code;
}

ResponseParser::Outcome ResponseParser::finish(std::string& body) {
    body_ = &body;
    const llhttp_errno_t code = llhttp_finish(&parser_);
    return complete_ ? Outcome::complete : broken(code == HPE_OK ? HPE_INVALID_EOF_STATE : code);
}

ResponseParser::Outcome ResponseParser::broken(llhttp_errno_t code) {
    const char* const why = llhttp_get_error_reason(&parser_);
    if (error_.empty()) error_ = why ? why : llhttp_errno_name(code);
    return Outcome::broken;
}

}  // namespace aio::http::detail
