// What the lesson server answers. Not for users.
#pragma once

#include <deque>
#include <optional>
#include <string>

#include <aio/coroutine.hpp>
#include <http/detail/server_request.hpp>

namespace aio::http::detail {

/// Through which a route answers.
class Reply {
public:
    virtual ~Reply() = default;
    /// The whole answer.
    virtual Coroutine<> send(int status, Headers headers, std::string body) = 0;
    /// Or in pieces; without a length they are sent chunked.
    virtual Coroutine<> begin(int status, Headers headers, std::optional<std::size_t> length) = 0;
    virtual Coroutine<> piece(std::string text) = 0;
    virtual Coroutine<> end() = 0;
    /// Waits until the client has had enough.
    virtual Coroutine<> say_nothing_more() = 0;
};

/// Who has logged in. The tickets can be guessed, so that a lesson prints the
/// same every time; a production server gives out long random ones, over TLS.
class Visitors {
public:
    std::string let_in();
    [[nodiscard]] bool knows(const std::string& ticket) const;

private:
    std::deque<std::string> tickets_;  // the oldest are forgotten
    std::size_t given_ = 0;
};

/// Answers a request. Throws what Reply throws.
Coroutine<> answer(const ServerRequest& request, Reply& reply, Visitors& visitors);

/// "Not Found".
std::string reason_of(int status);

}  // namespace aio::http::detail
