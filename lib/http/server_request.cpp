#include <http/detail/ascii.hpp>
#include <http/detail/percent.hpp>
#include <http/detail/server_request.hpp>

#include <algorithm>
#include <stdexcept>

namespace aio::http::detail {

// What llhttp calls; it hands over the parser that it belongs to.
struct RequestCallbacks {
    static RequestParser& self(llhttp_t* p) { return *static_cast<RequestParser*>(p->data); }

    static int begin(llhttp_t* p) {
        self(p).begun_ = true;
        return 0;
    }
    static int url(llhttp_t* p, const char* at, std::size_t n) {
        RequestParser& r = self(p);
        r.request.target.append(at, n);
        if (r.request.target.size() <= r.limits_.max_target) return 0;
        return r.refuse(
            414, "the path is longer than " + std::to_string(r.limits_.max_target) + " bytes");
    }
    static int field(llhttp_t* p, const char* at, std::size_t n) {
        return self(p).add_to_head(self(p).name_, {at, n});
    }
    static int value(llhttp_t* p, const char* at, std::size_t n) {
        return self(p).add_to_head(self(p).value_, {at, n});
    }
    static int value_complete(llhttp_t* p) { return self(p).end_field(); }
    static int headers_complete(llhttp_t* p) { return self(p).end_head(); }
    static int body(llhttp_t* p, const char* at, std::size_t n) {
        return self(p).add_to_body({at, n});
    }
    static int complete(llhttp_t* p) {
        self(p).complete_ = true;
        self(p).request.keep_alive = llhttp_should_keep_alive(p);
        return HPE_PAUSED;  // what follows is the next request
    }

    static const llhttp_settings_t& settings() {
        static const llhttp_settings_t all = [] {
            llhttp_settings_t s;
            llhttp_settings_init(&s);
            s.on_message_begin = begin;
            s.on_url = url;
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

std::optional<std::string> ServerRequest::field(std::string_view name) const {
    std::string_view rest = query;
    while (!rest.empty()) {
        std::string_view value = take_until(rest, '&');
        if (percent_decode(take_until(value, '=')) == name) return percent_decode(value);
    }
    return std::nullopt;
}

std::optional<std::string> ServerRequest::cookie(std::string_view name) const {
    for (std::string_view rest : headers.get_all("Cookie"))
        while (!rest.empty()) {
            std::string_view value = trim(take_until(rest, ';'));
            if (take_until(value, '=') == name) return std::string(trim(value, "\""));
        }
    return std::nullopt;
}

RequestParser::RequestParser(const ServerLimits& limits) : limits_(limits) {
    llhttp_init(&parser_, HTTP_REQUEST, &RequestCallbacks::settings());
    parser_.data = this;
}

int RequestParser::refuse(int status, std::string reason) {
    refusal = {status, std::move(reason)};
    return HPE_USER;
}

int RequestParser::add_to_head(std::string& text, std::string_view piece) {
    text += piece;
    if (name_.size() + value_.size() <= limits_.max_field) return 0;
    return refuse(431, "a header is longer than " + std::to_string(limits_.max_field) + " bytes");
}

int RequestParser::end_field() {
    if (++fields_ > limits_.max_headers)
        return refuse(431, "more than " + std::to_string(limits_.max_headers) + " headers");
    const std::string name = std::exchange(name_, {}), value = std::exchange(value_, {});
    if (head_done_) return 0;  // behind a chunked body; nobody asks for it
    try {
        request.headers.add(name, trim(value));
    } catch (const std::invalid_argument& e) {
        return refuse(400, e.what());
    }
    return 0;
}

int RequestParser::end_head() {
    head_done_ = true;
    request.method = llhttp_method_name(static_cast<llhttp_method_t>(llhttp_get_method(&parser_)));
    if (llhttp_get_http_major(&parser_) != 1) return refuse(505, "this server speaks HTTP/1.1");
    request.is_1_0 = llhttp_get_http_minor(&parser_) == 0;
    // RFC 9112, section 3.2: what host is meant must be clear.
    const std::size_t hosts = request.headers.get_all("Host").size();
    if (hosts > 1 || (hosts == 0 && !request.is_1_0))
        return refuse(400, "there must be one Host header");
    if (parser_.content_length > limits_.max_body)
        return refuse(413,
                      "the body is longer than " + std::to_string(limits_.max_body) + " bytes");
    const auto expect = request.headers.get("Expect");
    if (expect && !equal_ignoring_case(*expect, "100-continue"))
        return refuse(417, "nothing but 100-continue can be expected here");
    expects_100_ = expect && !request.is_1_0;
    if (request.method == "CONNECT") return refuse(405, "this server is no proxy");
    return check_target();
}

// "http://host/path", as proxies are sent it, means "/path" here; RFC 9112, 3.2.2.
int RequestParser::check_target() {
    std::string_view target = request.target;
    if (target.starts_with("http://")) {
        target.remove_prefix(7);
        target.remove_prefix(std::min(target.find('/'), target.size()));
        request.target = target.empty() ? "/" : std::string(target);
    }
    if (!request.target.starts_with('/')) return refuse(400, "the path must begin with '/'");
    target = request.target;
    request.path = take_until(target, '?');
    request.query = target;
    return 0;
}

int RequestParser::add_to_body(std::string_view piece) {
    expects_100_ = false;
    request.body += piece;
    if (request.body.size() <= limits_.max_body) return 0;
    return refuse(413, "the body is longer than " + std::to_string(limits_.max_body) + " bytes");
}

bool RequestParser::wants_100() { return head_done_ && std::exchange(expects_100_, false); }

RequestParser::Outcome RequestParser::feed(std::string_view& bytes) {
    const llhttp_errno_t code = llhttp_execute(&parser_, bytes.data(), bytes.size());
    // An Upgrade that was asked for ends the message, too; it is not taken up.
    if (complete_ && (code == HPE_PAUSED || code == HPE_PAUSED_UPGRADE)) {
        const char* end = llhttp_get_error_pos(&parser_);
        bytes.remove_prefix(static_cast<std::size_t>(end - bytes.data()));
        return Outcome::complete;
    }
    if (code == HPE_OK) {
        bytes = {};
        return Outcome::more;
    }
    // HPE_USER is a refusal of our own, which has its reason already.
    if (code != HPE_USER) refusal.reason = llhttp_get_error_reason(&parser_);
    return Outcome::broken;
}

}  // namespace aio::http::detail
