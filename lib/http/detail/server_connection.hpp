// One client of the lesson server: its requests, answered in their order. Not
// for users.
#pragma once

#include <memory>
#include <optional>
#include <string>
#include <string_view>

#include <http/detail/server_request.hpp>
#include <http/detail/server_routes.hpp>
#include <http/detail/stream.hpp>

namespace aio::http::detail {

/// What all connections of a server share.
struct ServerContext {
    ServerLimits limits;
    std::function<void(const Answered&)> on_answer;
    Visitors visitors = {};
    std::size_t connections = 0;
};

class ServerConnection final : public Reply {
public:
    ServerConnection(std::shared_ptr<ServerContext> context, Stream::Socket socket);

    /// Until one of the two sides hangs up. Throws nothing but CancelledError.
    Coroutine<> serve();
    /// Too many are here already.
    Coroutine<> turn_away();

    Coroutine<> send(int status, Headers headers, std::string body) override;
    Coroutine<> begin(int status, Headers headers, std::optional<std::size_t> length) override;
    Coroutine<> piece(std::string text) override;
    Coroutine<> end() override;
    Coroutine<> say_nothing_more() override;

private:
    Coroutine<> answer_requests();
    Coroutine<bool> read_request();
    Coroutine<bool> read_more();
    Coroutine<std::size_t> read_block();
    Coroutine<> refuse(Refusal refusal);
    std::string head(int status, Headers headers, std::optional<std::size_t> length);
    Coroutine<> write(std::string text);
    Coroutine<> hang_up();
    [[nodiscard]] bool sends_body(int status) const;

    std::shared_ptr<ServerContext> context_;
    Stream::Socket socket_;
    use_coroutine_t token_;
    std::unique_ptr<char[]> buffer_;
    std::string_view unread_;  // in the buffer
    std::optional<RequestParser> parser_;
    std::optional<time_point> limit_;  // for the bytes that are being waited for
    bool keep_alive_ = true;
    bool answered_ = false;  // the head of an answer to this request has been sent
    bool chunked_ = false;
    bool silent_ = false;  // the answer has no body: HEAD, 204, 304
};

}  // namespace aio::http::detail
