#include <http/detail/server_connection.hpp>

#include <sys/socket.h>

#include <asio/write.hpp>

#include <http/detail/deadline.hpp>

namespace aio::http::detail {
namespace {

// How long, and how much, is listened to after the last answer, so that the
// client gets to read it before the connection is reset.
constexpr auto last_words = std::chrono::seconds(1);
constexpr std::size_t most_last_words = 1024 * 1024;

constexpr std::size_t block_size = 16 * 1024;

/// A limit in time was reached. Not a std::exception: nobody outside sees it.
struct TooLate {};

std::exception_ptr too_late() { return std::make_exception_ptr(TooLate{}); }

}  // namespace

ServerConnection::ServerConnection(std::shared_ptr<ServerContext> context, Stream::Socket socket)
    : context_(std::move(context)),
      socket_(std::move(socket)),
      token_{.holds_time = false},  // who waits for this server waits with it
      buffer_(new char[block_size]) {}

Coroutine<> ServerConnection::serve() {
    std::optional<Refusal> refusal;
    try {
        co_await answer_requests();
    } catch (const Refusal& r) {
        refusal = r;
    } catch (const TooLate&) {  // it took no more of the answer
        co_return;
    } catch (const std::exception&) {  // it has gone
        co_return;
    }
    if (refusal) co_await refuse(*refusal);
    co_await hang_up();
}

Coroutine<> ServerConnection::turn_away() {
    co_await refuse({503, "too many connections; come back later"});
    co_await hang_up();
}

Coroutine<> ServerConnection::answer_requests() {
    do {
        if (!co_await read_request()) co_return;
        keep_alive_ = parser_->request.keep_alive;
        co_await answer(parser_->request, *this, context_->visitors);
    } while (keep_alive_);
}

/// False if the client hung up, or said nothing for too long, between requests.
Coroutine<bool> ServerConnection::read_request() {
    parser_.emplace(context_->limits);
    answered_ = false;
    limit_ = deadline_after(context_->limits.idle);
    for (;;) {
        const bool began = parser_->begun();
        if (!unread_.empty()) {
            const RequestParser::Outcome outcome = parser_->feed(unread_);
            if (outcome == RequestParser::Outcome::complete) co_return true;
            if (outcome == RequestParser::Outcome::broken) throw Refusal(parser_->refusal);
        }
        // One limit for all of the request: who sends a byte now and then gains nothing.
        if (!began && parser_->begun()) limit_ = deadline_after(context_->limits.request);
        if (parser_->wants_100()) co_await write("HTTP/1.1 100 Continue\r\n\r\n");
        if (!co_await read_more()) co_return false;
    }
}

Coroutine<std::size_t> ServerConnection::read_block() {
    try {
        co_return co_await socket_.async_read_some(asio::buffer(buffer_.get(), block_size), token_);
    } catch (const asio::system_error& e) {
        if (e.code() != asio::error::eof) throw;
    }
    co_return 0;
}

Coroutine<bool> ServerConnection::read_more() {
    bool late = false;
    try {
        const std::size_t n =
            co_await with_deadline(limit_, [this] { return read_block(); }, too_late);
        unread_ = {buffer_.get(), n};
    } catch (const TooLate&) {
        late = true;
    }
    if (late && parser_->begun()) throw Refusal{408, "the request did not come to its end"};
    co_return !late && !unread_.empty();
}

Coroutine<> ServerConnection::refuse(Refusal refusal) {
    if (answered_) co_return;  // in the middle of an answer nothing can be said
    keep_alive_ = false;
    if (!parser_) parser_.emplace(context_->limits);
    parser_->request.method.clear();  // so that no body is left out
    try {
        co_await send(refusal.status, {{"Content-Type", "text/plain; charset=utf-8"}},
                      refusal.reason + "\n");
    } catch (const TooLate&) {
    } catch (const std::exception&) {
    }
}

bool ServerConnection::sends_body(int status) const {
    return parser_->request.method != "HEAD" && status != 204 && status != 304;
}

Coroutine<> ServerConnection::write(std::string text) {
    co_await with_deadline(
        deadline_after(context_->limits.write),
        [&, this] { return asio::async_write(socket_, asio::buffer(text), token_); }, too_late);
}

Coroutine<> ServerConnection::send(int status, Headers headers, std::string body) {
    std::string text = head(status, std::move(headers), body.size());
    if (!silent_) text += body;
    co_await write(std::move(text));  // in one piece, as it fits into one packet mostly
    co_await end();
}

Coroutine<> ServerConnection::begin(int status, Headers headers,
                                    std::optional<std::size_t> length) {
    return write(head(status, std::move(headers), length));
}

std::string ServerConnection::head(int status, Headers headers, std::optional<std::size_t> length) {
    const ServerRequest& request = parser_->request;
    const bool bodiless = status == 204 || status == 304;
    chunked_ = !length && !request.is_1_0;
    if (!length && request.is_1_0)
        keep_alive_ = false;  // the end of the connection is the end of it
    if (length && !bodiless) headers.add("Content-Length", std::to_string(*length));
    if (chunked_ && !bodiless) headers.add("Transfer-Encoding", "chunked");
    if (!keep_alive_)
        headers.add("Connection", "close");
    else if (request.is_1_0)
        headers.add("Connection", "keep-alive");

    std::string text = "HTTP/1.1 " + std::to_string(status) + " " + reason_of(status) + "\r\n";
    for (const auto& [name, value] : headers)
        text.append(name).append(": ").append(value).append("\r\n");
    answered_ = true;
    if (context_->on_answer)
        context_->on_answer({.method = request.method.empty() ? "?" : request.method,
                             .target = request.target,
                             .status = status});
    chunked_ = chunked_ && sends_body(status);
    silent_ = !sends_body(status);
    return text + "\r\n";
}

Coroutine<> ServerConnection::piece(std::string text) {
    if (silent_ || text.empty()) co_return;
    if (!chunked_) co_return co_await write(std::move(text));
    char size[32];
    std::snprintf(size, sizeof size, "%zx\r\n", text.size());
    co_await write(size + text + "\r\n");
}

Coroutine<> ServerConnection::end() {
    if (chunked_) co_await write("0\r\n\r\n");
}

Coroutine<> ServerConnection::say_nothing_more() {
    if (silent_) co_return;  // HEAD: there was nothing to say
    keep_alive_ = false;
    // Whatever comes is not listened to; only its end counts.
    while (co_await read_block() > 0) {
    }
    throw TooLate{};
}

Coroutine<> ServerConnection::hang_up() {
    ::shutdown(socket_.native_handle(), SHUT_WR);
    limit_ = deadline_after(last_words);
    try {
        for (std::size_t heard = 0; heard < most_last_words; heard += unread_.size())
            if (!co_await read_more()) co_return;
    } catch (const Refusal&) {
    } catch (const std::exception&) {
    }
}

}  // namespace aio::http::detail
