// Requests, as a server reads them. Not for users: includes llhttp.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>

#include <http/detail/message_parser.hpp>
#include <http/request.hpp>
#include <http/server_options.hpp>

namespace aio::http::detail {

/// Why a request is refused.
struct Refusal {
    int status;
    std::string reason;
};

/// Reads one request; a new one for the next.
class RequestParser final : public MessageParser {
public:
    explicit RequestParser(const ServerLimits& limits);

    /// Removes from `bytes` what belongs to this request.
    Outcome feed(std::string_view& bytes);
    /// Whether it has begun. Blank lines in front do not count.
    [[nodiscard]] bool begun() const { return begun_; }
    /// Whether the client waits for an interim answer before it sends the body. True only once.
    [[nodiscard]] bool wants_100();
    [[nodiscard]] bool is_1_0() const { return is_1_0_; }
    /// Whether another request may follow on this connection. Valid once complete.
    [[nodiscard]] bool keep_alive() const { return keep_alive_; }

    Request request;                           // when complete
    Refusal refusal{400, "this is not HTTP"};  // when broken

private:
    int first_line(std::string_view piece) override;
    int head_complete() override;
    int body(std::string_view piece) override;
    int complete() override;
    int refuse(int status, std::string reason) override;
    int check_head();
    int check_target();

    const ServerLimits& limits_;
    bool complete_ = false, keep_alive_ = true, is_1_0_ = false, expects_100_ = false;
};

}  // namespace aio::http::detail
