// Requests, as the lesson server reads them: llhttp parses, and what it does not
// bound is bounded here. Not for users.
#pragma once

#include <llhttp.h>

#include <optional>
#include <string>
#include <string_view>

#include <http/headers.hpp>
#include <http/server.hpp>

namespace aio::http::detail {

/// A request that is complete.
struct ServerRequest {
    std::string method;
    std::string target;  // as sent: "/drip?pieces=5"
    std::string path;    // "/drip"
    std::string query;   // "pieces=5"
    Headers headers;
    std::string body;
    bool is_1_0 = false;
    bool keep_alive = true;

    /// A field of the query, decoded.
    [[nodiscard]] std::optional<std::string> field(std::string_view name) const;
    /// A cookie that came along.
    [[nodiscard]] std::optional<std::string> cookie(std::string_view name) const;
};

/// Why a request is not answered as its sender hoped.
struct Refusal {
    int status;
    std::string reason;
};

/// Reads one request; a new one for the next.
class RequestParser {
public:
    enum class Outcome { more, complete, broken };

    explicit RequestParser(const ServerLimits& limits);
    RequestParser(const RequestParser&) = delete;
    RequestParser& operator=(const RequestParser&) = delete;

    /// Takes off `bytes` what belongs to this request.
    Outcome feed(std::string_view& bytes);
    /// Has it begun? Blank lines in front do not count.
    [[nodiscard]] bool begun() const { return begun_; }
    /// Does the client wait for a word before it sends the body? Says so once.
    [[nodiscard]] bool wants_100();

    ServerRequest request;                     // when complete
    Refusal refusal{400, "this is not HTTP"};  // when broken

private:
    friend struct RequestCallbacks;
    int refuse(int status, std::string reason);
    int add_to_head(std::string& text, std::string_view piece);
    int end_field();
    int end_head();
    int check_target();
    int add_to_body(std::string_view piece);

    llhttp_t parser_;
    const ServerLimits& limits_;
    std::string name_, value_;
    std::size_t fields_ = 0;
    bool begun_ = false, head_done_ = false, complete_ = false;
    bool expects_100_ = false;
};

}  // namespace aio::http::detail
