// One client of a server: its requests, answered in order. Not for users.
#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

#include <http/detail/request_parser.hpp>
#include <http/detail/router.hpp>
#include <http/detail/stream.hpp>

namespace aio::http::detail {

class Answer;

/// What all connections of a server share. They outlive it for a moment.
struct ServerContext {
    explicit ServerContext(ServerOptions o) : options(std::move(o)) {}

    ServerOptions options;
    Router router = {};
    std::size_t connections = 0;
};

class ServerConnection : public std::enable_shared_from_this<ServerConnection> {
public:
    ServerConnection(std::shared_ptr<ServerContext> context, std::shared_ptr<Stream> stream);

    /// Until one of the two sides hangs up. Throws nothing but CancelledError.
    Coroutine<> serve();
    /// There are already too many.
    Coroutine<> turn_away();
    /// No further request; if none is under way, the connection ends now.
    void finish() noexcept;

    // For the answer that is under way.

    /// Writes all of it, or throws DisconnectedError. If it stops midway, nothing more can be sent.
    Coroutine<> write(std::string text);
    /// DisconnectedError if nothing can be sent any more.
    void require_client() const;
    /// Until the client hangs up; what it sends meanwhile is ignored.
    Coroutine<> wait_closed();
    void close_after_answer() { keep_alive_ = false; }
    /// Says in the headers whether the connection goes on; they may say so already.
    void set_persistence(Headers& headers, bool is_1_0);
    void tell_answered(const Answered& answered) const;

private:
    using AnswerPointer = std::shared_ptr<Answer>;

    Coroutine<> answer_requests();
    Coroutine<bool> read_request();
    enum class Came { bytes, end, late };
    Coroutine<Came> read_more();
    Coroutine<> answer_request();
    Coroutine<> call_handler(Request& request, const AnswerPointer& answer);
    Coroutine<> handler_failed(const Request& request, const AnswerPointer& answer,
                               const std::exception_ptr& error);
    Coroutine<> refuse(Refusal refusal);
    Coroutine<> hang_up();

    std::shared_ptr<ServerContext> context_;
    std::shared_ptr<Stream> stream_;
    std::string_view unread_;  // in the stream's block
    std::optional<RequestParser> parser_;
    std::optional<time_point> limit_;  // for the bytes it is waiting for
    std::uint64_t requests_ = 0;       // so far
    bool keep_alive_ = true;
    bool idle_ = false;       // waits for a request to begin
    bool finishing_ = false;  // the server closes
    bool broken_ = false;     // nothing more can be sent
};

}  // namespace aio::http::detail
