// The state of one answer: shared by the handler's Reply, copies of it in other tasks, and the
// connection. Not for users.
#pragma once

#include <cstddef>
#include <memory>
#include <optional>
#include <string>

#include <aio/coroutine.hpp>
#include <aio/lock.hpp>
#include <http/headers.hpp>
#include <http/request.hpp>

namespace aio::http::detail {

class ServerConnection;

/// The coroutines keep the answer alive, and it keeps the connection: a task that still waits in
/// one of them may do so longer than the handler and the server live.
class Answer {
public:
    using Pointer = std::shared_ptr<Answer>;

    Answer(std::shared_ptr<ServerConnection> connection, const Request& request, bool is_1_0);

    static Coroutine<> send(Pointer self, int status, std::string body, Headers headers);
    static Coroutine<> begin(Pointer self, int status, Headers headers,
                             std::optional<std::size_t> length);
    static Coroutine<> write(Pointer self, std::string piece);
    static Coroutine<> end(Pointer self);
    static Coroutine<> wait_closed(Pointer self);

    /// The handler has ended, and so must the answer. RuntimeError if there is none,
    /// or only a part of one. Nothing more can be sent through a Reply.
    static Coroutine<> finish(Pointer self);

    [[nodiscard]] bool begun() const { return begun_; }
    /// Whether it is of a kind that has a body. Valid once it has begun.
    [[nodiscard]] bool has_body() const { return has_body_; }

private:
    std::string head(const char* who, int status, Headers headers,
                     std::optional<std::size_t> length);
    void set_framing(int status, Headers& headers, std::optional<std::size_t> length);
    Coroutine<> end_now(const char* who);
    void require_open(const char* who) const;

    std::shared_ptr<ServerConnection> connection_;
    Lock turn_;  // one task writes at a time
    std::string method_, target_;
    bool is_1_0_;
    std::optional<std::size_t> left_;  // of the promised length
    bool begun_ = false;
    bool has_body_ = true;
    bool chunked_ = false;
    bool ended_ = false;
    bool handler_ended_ = false;
};

}  // namespace aio::http::detail
