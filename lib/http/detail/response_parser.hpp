// Answers, as a client reads them. Not for users: includes llhttp.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

#include <http/detail/message_parser.hpp>
#include <http/limits.hpp>

namespace aio::http::detail {

/// One answer, as it is being parsed: its head, then its body in pieces.
class ResponseParser final : public MessageParser {
public:
    ResponseParser(bool is_head_request, Limits limits);

    /// Parses a block; body bytes are appended to `body`, and after an upgrade (101) all bytes.
    Outcome feed(std::string_view block, std::string& body);
    /// The server has closed: complete if the answer had no length of its own.
    Outcome finish(std::string& body);

    [[nodiscard]] bool head_done() const { return head_done_; }
    [[nodiscard]] bool saw_100() const { return saw_100_; }
    [[nodiscard]] const std::string& error() const { return error_; }
    /// Whether the connection may carry another request. Valid once complete.
    [[nodiscard]] bool can_be_reused() const { return keep_alive_ && !surplus_ && !upgraded_; }
    [[nodiscard]] bool upgraded() const { return upgraded_; }
    /// The length of the body, or of this chunk of it, if the server gives it; otherwise 0.
    [[nodiscard]] std::uint64_t bytes_to_come() const { return llhttp_.content_length; }

    int status = 0;
    std::string reason;

private:
    int first_line(std::string_view piece) override;
    int head_complete() override;
    int body(std::string_view piece) override;
    int complete() override;
    int refuse(int status, std::string why) override;
    llhttp_errno_t execute(std::string_view part);
    Outcome broken(llhttp_errno_t code);

    std::size_t max_line_;
    bool is_head_request_;
    std::string* body_ = nullptr;
    std::size_t head_left_;  // how many more bytes may come before the body
    std::string error_;
    bool complete_ = false;
    bool keep_alive_ = false;
    bool surplus_ = false;
    bool upgraded_ = false;
    bool saw_100_ = false;
};

}  // namespace aio::http::detail
