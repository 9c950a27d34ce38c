// llhttp, for the answers that a client reads. Not for users: includes llhttp.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

#include <llhttp.h>

#include <http/headers.hpp>
#include <http/limits.hpp>

namespace aio::http::detail {

/// One answer, as it is being parsed: its head, then its body in pieces.
class ResponseParser {
public:
    ResponseParser(bool is_head_request, Limits limits);
    ResponseParser(const ResponseParser&) = delete;
    ResponseParser& operator=(const ResponseParser&) = delete;

    enum class Outcome { more, complete, broken };
    /// Parses a block; body bytes are appended to `body`, and behind an upgrade
    /// (101) all bytes.
    Outcome feed(std::string_view block, std::string& body);
    /// The server has closed: complete if the answer had no length of its own.
    Outcome finish(std::string& body);

    [[nodiscard]] bool head_done() const { return head_done_; }
    [[nodiscard]] bool saw_100() const { return saw_100_; }
    [[nodiscard]] const std::string& error() const { return error_; }
    /// May the connection carry another request? Valid once complete.
    [[nodiscard]] bool can_be_reused() const { return keep_alive_ && !surplus_ && !upgraded_; }
    [[nodiscard]] bool upgraded() const { return upgraded_; }
    /// Of the body, or of this chunk of it, as the server says; 0 if it does not.
    [[nodiscard]] std::uint64_t bytes_to_come() const { return parser_.content_length; }

    int status = 0;
    std::string reason;
    Headers headers;

private:
    friend struct ParserCallbacks;
    [[nodiscard]] bool too_long(std::size_t& count, std::size_t more, std::size_t most,
                                const char* what);
    void end_field();
    int head_complete();
    int message_complete();
    llhttp_errno_t execute(std::string_view part);
    Outcome broken(llhttp_errno_t code);

    llhttp_t parser_;
    Limits limits_;
    bool is_head_request_;
    std::string* body_ = nullptr;
    std::string name_, value_;
    std::size_t head_left_;  // how many bytes more may come before the body
    std::size_t line_bytes_ = 0;
    std::size_t field_bytes_ = 0;
    std::size_t fields_ = 0;
    std::string error_;
    bool head_done_ = false;
    bool complete_ = false;
    bool keep_alive_ = false;
    bool surplus_ = false;
    bool upgraded_ = false;
    bool saw_100_ = false;
};

}  // namespace aio::http::detail
