#include <http/detail/upload.hpp>

#include <cstdio>
#include <stdexcept>
#include <vector>

#include <aio/wait.hpp>
#include <http/errors.hpp>

namespace aio::http::detail {
namespace {

std::string chunk(const std::string& piece) {
    char size[32];
    std::snprintf(size, sizeof size, "%zx\r\n", piece.size());
    return size + piece + "\r\n";
}

/// False if the server no longer takes it. That is not yet an error: its answer may have come and
/// say why.
Coroutine<bool> try_write(Stream& stream, std::string_view data) {
    try {
        co_await stream.write(data);
    } catch (const asio::system_error&) {
        co_return false;
    }
    co_return true;
}

Coroutine<bool> send_chunks(Stream& stream, const BodyStream& next) {
    while (auto piece = co_await next()) {
        if (piece->empty()) continue;  // an empty chunk would mean the end
        const std::string data = chunk(*piece);
        if (!co_await try_write(stream, data)) co_return false;
    }
    co_return co_await try_write(stream, "0\r\n\r\n");
}

[[noreturn]] void refuse_size(std::uint64_t said, const std::string& given) {
    throw std::invalid_argument("Session: stream_size says " + std::to_string(said) +
                                " bytes, and the stream gave " + given +
                                "; leave it out if it is not known");
}

Coroutine<bool> send_exactly(Stream& stream, const BodyStream& next, std::uint64_t size) {
    std::uint64_t sent = 0;
    while (auto piece = co_await next()) {
        sent += piece->size();
        if (sent > size) refuse_size(size, "more");
        if (!co_await try_write(stream, *piece)) co_return false;
    }
    if (sent < size) refuse_size(size, std::to_string(sent));
    co_return true;
}

}  // namespace

Upload::Upload(std::shared_ptr<Stream> stream, const RequestMessage& request)
    : stream_(std::move(stream)),
      body_(request.body),
      url_(request.url.without_credentials().to_string()) {}

void Upload::start(std::function<void()> sent) {
    task_ = create_task(run(shared_from_this(), std::move(sent)), "upload");
}

Coroutine<bool> Upload::send_all() {
    if (body_.stream && body_.stream_size)
        return send_exactly(*stream_, body_.stream, *body_.stream_size);
    if (body_.stream) return send_chunks(*stream_, body_.stream);
    return try_write(*stream_, *body_.text);
}

Coroutine<> Upload::run(std::shared_ptr<Upload> self, std::function<void()> sent) {
    try {
        if (co_await self->send_all()) sent();
        co_return;
    } catch (const CancelledError&) {
        if (self->task_->cancelling() > 0) throw;  // otherwise what it waits for was cancelled
        self->error_ = std::make_exception_ptr(ClientConnectionResetError(
            self->url_ + ": the body's stream was cancelled before its end"));
    } catch (...) {  // the caller's own stream: the task that reads the answer is told
        self->error_ = std::current_exception();
    }
    self->stream_->close();
}

Coroutine<> Upload::stop() {
    const auto self = shared_from_this();
    std::exception_ptr cancelled;
    task_->cancel();
    while (!task_->done()) {
        try {
            co_await wait(std::vector{*task_});
        } catch (const CancelledError&) {
            cancelled = std::current_exception();
        }
    }
    if (cancelled) std::rethrow_exception(cancelled);
}

}  // namespace aio::http::detail
