#include <http/detail/message_parser.hpp>

#include <stdexcept>
#include <utility>

#include <http/detail/ascii.hpp>

namespace aio::http::detail {

// The callbacks for llhttp; it passes the parser that it belongs to.
struct MessageParser::Callbacks {
    static MessageParser& self(llhttp_t* p) { return *static_cast<MessageParser*>(p->data); }

    static int begin(llhttp_t* p) {
        self(p).begun_ = true;
        return 0;
    }
    static int first_line(llhttp_t* p, const char* at, std::size_t n) {
        return self(p).first_line({at, n});
    }
    static int field(llhttp_t* p, const char* at, std::size_t n) {
        return self(p).add_to_field(self(p).name_, {at, n});
    }
    static int value(llhttp_t* p, const char* at, std::size_t n) {
        return self(p).add_to_field(self(p).value_, {at, n});
    }
    static int value_complete(llhttp_t* p) { return self(p).end_field(); }
    static int head_complete(llhttp_t* p) { return self(p).head_complete(); }
    static int body(llhttp_t* p, const char* at, std::size_t n) { return self(p).body({at, n}); }
    static int complete(llhttp_t* p) { return self(p).complete(); }

    static const llhttp_settings_t& settings() {
        static const llhttp_settings_t all = [] {
            llhttp_settings_t s;
            llhttp_settings_init(&s);
            s.on_message_begin = begin;
            s.on_url = first_line;
            s.on_status = first_line;
            s.on_header_field = field;
            s.on_header_value = value;
            s.on_header_value_complete = value_complete;
            s.on_headers_complete = head_complete;
            s.on_body = body;
            s.on_message_complete = complete;
            return s;
        }();
        return all;
    }
};

MessageParser::MessageParser(llhttp_type_t type, std::size_t max_field, std::size_t max_headers)
    : max_field_(max_field), max_headers_(max_headers) {
    llhttp_init(&llhttp_, type, &Callbacks::settings());
    llhttp_.data = this;
}

void MessageParser::begin_head_again() {
    headers = {};
    fields_ = 0;
}

int MessageParser::add_to_field(std::string& text, std::string_view piece) {
    text += piece;
    if (name_.size() + value_.size() <= max_field_) return 0;
    return refuse(431, "a header is longer than " + std::to_string(max_field_) + " bytes");
}

int MessageParser::end_field() {
    if (++fields_ > max_headers_)
        return refuse(431, "more than " + std::to_string(max_headers_) + " headers");
    const std::string name = std::exchange(name_, {}), value = std::exchange(value_, {});
    if (head_done_) return 0;  // a trailer is not part of the head, and nobody needs it
    try {
        // A value ends before the white space after it; llhttp leaves that to us.
        headers.add(name, trim(value));
    } catch (const std::invalid_argument& e) {
        return refuse(400, e.what());
    }
    return 0;
}

}  // namespace aio::http::detail
