#include <http/detail/server_connection.hpp>

#include <algorithm>
#include <utility>

#include <aio/extend.hpp>
#include <aio/task.hpp>
#include <http/detail/answer.hpp>
#include <http/detail/ascii.hpp>
#include <http/detail/deadline.hpp>

namespace aio::http::detail {
namespace {

// For how long, and how much, input is still read after the last answer, so that the client can
// read the answer before the connection is reset.
constexpr auto last_words = std::chrono::seconds(1);
constexpr std::size_t most_last_words = 1024 * 1024;

// The client must take this many bytes within ServerLimits::write.
constexpr std::size_t piece_size = 64 * 1024;

// Of a path, in a report.
constexpr std::size_t longest_told = 200;

/// A time limit was reached. Not a std::exception: it never gets outside.
struct TooLate {};
std::exception_ptr too_late() { return std::make_exception_ptr(TooLate{}); }

/// The connection is closed at once, so that the client does not take a cut-off answer for a whole
/// one.
struct Cut {};

bool is_disconnected(const std::exception_ptr& error) {
    try {
        std::rethrow_exception(error);
    } catch (const DisconnectedError&) {
        return true;
    } catch (...) {
        return false;
    }
}

}  // namespace

ServerConnection::ServerConnection(std::shared_ptr<ServerContext> context,
                                   std::shared_ptr<Stream> stream)
    : context_(std::move(context)), stream_(std::move(stream)) {}

Coroutine<> ServerConnection::serve() {
    std::optional<Refusal> refusal;
    try {
        co_await answer_requests();
    } catch (const Refusal& r) {
        refusal = r;
    } catch (const Cut&) {
        co_return;
    } catch (const std::exception&) {  // the client has gone
        co_return;
    }
    if (refusal) co_await refuse(*refusal);
    co_await hang_up();
}

Coroutine<> ServerConnection::turn_away() {
    co_await refuse({503, "too many connections; come back later"});
    co_await hang_up();
}

void ServerConnection::finish() noexcept {
    finishing_ = true;
    if (idle_) stream_->close();
}

Coroutine<> ServerConnection::answer_requests() {
    do {
        if (!co_await read_request()) co_return;
        keep_alive_ = parser_->keep_alive();
        co_await answer_request();
    } while (keep_alive_ && !finishing_ && !broken_);
}

/// False if, between requests, the client hung up or sent nothing for too long.
Coroutine<bool> ServerConnection::read_request() {
    parser_.emplace(context_->options.limits);
    limit_ = deadline_after(context_->options.limits.idle);
    for (;;) {
        const bool began = parser_->begun();
        if (!unread_.empty()) {
            const auto outcome = parser_->feed(unread_);
            if (outcome == RequestParser::Outcome::complete) co_return true;
            if (outcome == RequestParser::Outcome::broken) throw Refusal(parser_->refusal);
        }
        // One limit for the whole request: sending a byte now and then gains nothing.
        if (!began && parser_->begun()) limit_ = deadline_after(context_->options.limits.request);
        if (parser_->wants_100()) co_await write("HTTP/1.1 100 Continue\r\n\r\n");
        idle_ = !parser_->begun();
        const Came came = co_await read_more();
        idle_ = false;
        if (came == Came::late && parser_->begun())
            throw Refusal{408, "the request was not complete in time"};
        if (came != Came::bytes) co_return false;
    }
}

Coroutine<ServerConnection::Came> ServerConnection::read_more() {
    try {
        const std::size_t n =
            co_await with_deadline(limit_, [this] { return stream_->read_block(); }, too_late);
        unread_ = stream_->block(n);
    } catch (const TooLate&) {
        co_return Came::late;
    }
    co_return unread_.empty() ? Came::end : Came::bytes;
}

Coroutine<> ServerConnection::answer_request() {
    Request request = std::move(parser_->request);
    request.number = ++requests_;
    const auto answer = std::make_shared<Answer>(shared_from_this(), request, parser_->is_1_0());
    std::exception_ptr error;
    try {
        co_await call_handler(request, answer);
        co_await Answer::finish(answer);
    } catch (...) {
        error = std::current_exception();
    }
    if (error) co_await handler_failed(request, answer, error);
}

Coroutine<> ServerConnection::call_handler(Request& request, const AnswerPointer& answer) {
    Router::Match match = context_->router.find(request);
    Reply reply(answer);
    if (match.handler) {
        request.path_values = std::move(match.values);
        co_await (*match.handler)(request, reply);
    } else if (match.allowed.empty()) {
        co_await reply.send(404, "not found\n");
    } else {
        co_await reply.send(405, request.method + " is not allowed here\n",
                            {{"Allow", match.allowed}});
    }
}

Coroutine<> ServerConnection::handler_failed(const Request& request, const AnswerPointer& answer,
                                             const std::exception_ptr& error) {
    const bool cancelled = extend::is_cancelled_error(error);
    if (cancelled && current_task().cancelling() > 0) std::rethrow_exception(error);
    if (cancelled && answer->begun() && !answer->has_body()) co_return;  // write() has ended it
    if (broken_ && is_disconnected(error)) throw Cut{};

    extend::report(ReportKind::callback_error,
                   "aio::http::Server: the handler of " + request.method + " " +
                       request.target.substr(0, longest_told) +
                       " failed: " + extend::error_text(error) +
                       (answer->begun() ? "; its answer was cut short"
                                        : "; the client got 500 Internal Server Error"),
                   "");
    if (answer->begun()) throw Cut{};
    co_await Answer::send(answer, 500, "internal server error\n", {});
    co_await Answer::finish(answer);
}

Coroutine<> ServerConnection::refuse(Refusal refusal) {
    keep_alive_ = false;
    const Request unread{.method = "?",
                         .target = parser_ ? parser_->request.target : std::string(),
                         .path = {},
                         .query = {}};
    const auto answer = std::make_shared<Answer>(shared_from_this(), unread, false);
    try {
        co_await Answer::send(answer, refusal.status, refusal.reason + "\n", {});
    } catch (const std::exception&) {  // it has gone
    }
}

Coroutine<> ServerConnection::write(std::string text) {
    require_client();
    broken_ = true;  // unless it is written whole
    const duration limit = context_->options.limits.write;
    try {
        for (std::string_view left = text; !left.empty();) {
            const std::string_view piece = left.substr(0, piece_size);
            co_await with_deadline(
                deadline_after(limit), [&, this] { return stream_->write(piece); }, too_late);
            left.remove_prefix(piece.size());
        }
    } catch (const std::system_error& error) {
        throw DisconnectedError("the client has hung up: " + error.code().message());
    } catch (const TooLate&) {
        throw DisconnectedError(
            "the client did not take the answer in time: nothing within "
            "ServerLimits::write");
    }
    broken_ = false;
}

void ServerConnection::require_client() const {
    if (broken_) throw DisconnectedError("the client has hung up");
}

Coroutine<> ServerConnection::wait_closed() {
    keep_alive_ = false;
    try {
        while (co_await stream_->read_block() > 0) {
        }
    } catch (const std::system_error&) {
    }
    broken_ = true;
}

void ServerConnection::set_persistence(Headers& headers, bool is_1_0) {
    for (std::string_view values : headers.get_all("Connection"))
        while (!values.empty())
            if (equal_ignoring_case(trim(take_until(values, ',')), "close")) keep_alive_ = false;
    if (!keep_alive_ || finishing_)
        headers.set("Connection", "close");
    else if (is_1_0)
        headers.set("Connection", "keep-alive");
}

void ServerConnection::tell_answered(const Answered& answered) const {
    if (context_->options.on_answer) context_->options.on_answer(answered);
}

// The client may still be sending: a reset must not destroy what it reads last
// (RFC 9112, section 9.6).
Coroutine<> ServerConnection::hang_up() {
    stream_->end_writing();
    limit_ = deadline_after(last_words);
    try {
        for (std::size_t heard = 0; heard < most_last_words; heard += unread_.size())
            if (co_await read_more() != Came::bytes) co_return;
    } catch (const std::exception&) {  // it has gone
    }
}

}  // namespace aio::http::detail
