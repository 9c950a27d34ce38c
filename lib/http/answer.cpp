#include <http/detail/answer.hpp>

#include <array>
#include <cstdio>
#include <stdexcept>
#include <utility>

#include <http/detail/server_connection.hpp>
#include <http/status.hpp>

namespace aio::http::detail {

Answer::Answer(std::shared_ptr<ServerConnection> connection, const Request& request, bool is_1_0)
    : connection_(std::move(connection)),
      method_(request.method),
      target_(request.target),
      is_1_0_(is_1_0) {}

void Answer::require_open(const char* who) const {
    if (handler_ended_)
        throw RuntimeError(std::string(who) +
                           ": the handler has ended, and its answer with it; what sends it must be "
                           "awaited in the handler");
    if (ended_) throw RuntimeError(std::string(who) + ": the whole answer has been sent");
}

Coroutine<> Answer::send(Pointer self, int status, std::string body, Headers headers) {
    const auto turn = co_await self->turn_.hold();
    std::string text = self->head("Reply::send", status, std::move(headers), body.size());
    if (self->has_body_) text += body;
    self->ended_ = true;
    co_await self->connection_->write(std::move(text));  // usually one packet
}

Coroutine<> Answer::begin(Pointer self, int status, Headers headers,
                          std::optional<std::size_t> length) {
    const auto turn = co_await self->turn_.hold();
    std::string text = self->head("Reply::begin", status, std::move(headers), length);
    self->left_ = length;
    co_await self->connection_->write(std::move(text));
}

std::string Answer::head(const char* who, int status, Headers headers,
                         std::optional<std::size_t> length) {
    require_open(who);
    if (begun_)
        throw RuntimeError(std::string(who) + ": the answer has already begun; go on with write()");
    if (status < 200 || status > 999)
        throw std::invalid_argument(std::string(who) + ": " + std::to_string(status) +
                                    " is not the status of an answer; give 200 to 999");
    for (const char* name : {"Content-Length", "Transfer-Encoding"})
        if (headers.contains(name))
            throw std::invalid_argument(std::string(who) + ": " + name +
                                        " is set by the server; leave it out");
    set_framing(status, headers, length);
    connection_->set_persistence(headers, is_1_0_);
    connection_->tell_answered({.method = method_, .target = target_, .status = status});
    begun_ = true;

    std::string text =
        "HTTP/1.1 " + std::to_string(status) + " " + std::string(reason_phrase(status)) + "\r\n";
    for (const auto& [name, value] : headers)
        text.append(name).append(": ").append(value).append("\r\n");
    return text + "\r\n";
}

// RFC 9112, section 6: how the client finds the end of the answer.
void Answer::set_framing(int status, Headers& headers, std::optional<std::size_t> length) {
    const bool bodiless = status == 204 || status == 304;
    has_body_ = !bodiless && method_ != "HEAD";
    chunked_ = !length && !is_1_0_ && has_body_;
    if (bodiless) return;
    if (length != 0U && !headers.contains("Content-Type"))
        headers.add("Content-Type", "text/plain; charset=utf-8");
    if (length)
        headers.add("Content-Length", std::to_string(*length));
    else if (!is_1_0_)
        headers.add("Transfer-Encoding", "chunked");
    else
        connection_->close_after_answer();  // which is then the end
}

Coroutine<> Answer::write(Pointer self, std::string piece) {
    const auto turn = co_await self->turn_.hold();
    self->require_open("Reply::write");
    if (!self->begun_) throw RuntimeError("Reply::write: no answer has begun; begin() it first");
    if (!self->has_body_)
        throw CancelledError("an answer to HEAD, or with 204 or 304, has no body");
    if (piece.empty()) co_return;  // as a chunk, that would be the end
    if (self->left_ && piece.size() > *self->left_)
        throw RuntimeError("Reply::write: the answer would be longer than begin() promised");
    if (self->left_) *self->left_ -= piece.size();
    if (self->chunked_) {
        std::array<char, 32> size{};
        std::snprintf(size.data(), size.size(), "%zx\r\n", piece.size());
        piece = size.data() + piece + "\r\n";
    }
    co_await self->connection_->write(std::move(piece));
}

Coroutine<> Answer::end(Pointer self) {
    const auto turn = co_await self->turn_.hold();
    self->require_open("Reply::end");
    co_await self->end_now("Reply::end");
}

Coroutine<> Answer::finish(Pointer self) {
    const auto turn = co_await self->turn_.hold();
    if (!self->ended_) co_await self->end_now("the handler");
    self->handler_ended_ = true;
}

Coroutine<> Answer::end_now(const char* who) {
    connection_->require_client();
    if (!begun_)
        throw RuntimeError(std::string(who) + " ended without an answer; await reply.send(...)");
    if (has_body_ && left_.value_or(0) > 0)
        throw RuntimeError(std::string(who) + " ended the answer " + std::to_string(*left_) +
                           " bytes before the length that begin() promised");
    ended_ = true;
    if (chunked_) co_await connection_->write("0\r\n\r\n");
}

// Once the handler has ended, what the client sends next is another request.
Coroutine<> Answer::wait_closed(Pointer self) {
    if (self->handler_ended_) throw RuntimeError("Reply::wait_closed: the handler has ended");
    co_await self->connection_->wait_closed();
}

}  // namespace aio::http::detail
