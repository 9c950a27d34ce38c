#include <http/detail/read_ahead.hpp>

#include <aio/extend.hpp>
#include <http/detail/exchange.hpp>
#include <http/errors.hpp>

namespace aio::http::detail {

void ReadAhead::begin() {
    if (exchange_.complete_ || under_way_) return;
    under_way_ = true;
    exchange_.silence_.restart();  // while there was no room, nobody was reading
    this_loop().call_soon([weak = weak()] {
        if (const auto self = weak.lock()) self->take_in();
    });
}

/// It lives as long as its exchange.
std::weak_ptr<ReadAhead> ReadAhead::weak() {
    return std::shared_ptr<ReadAhead>(exchange_.shared_from_this(), this);
}

void ReadAhead::take_in() {
    under_way_ = false;
    try {
        while (exchange_.may_read_ahead()) {
            const auto stream = exchange_.lease_.stream();
            const auto size = stream->read_ready();
            if (!size) return wait(*stream);
            exchange_.silence_.restart();
            exchange_.parse(stream->block(*size));
        }
    } catch (const asio::system_error& e) {
        fail(exchange_.cut_short(e.code()));
    } catch (const ClientError&) {
        fail(std::current_exception());
    }
}

void ReadAhead::wait(Stream& stream) {
    under_way_ = true;
    stream.watch([weak = weak()](Stream&) {
        if (const auto self = weak.lock()) self->take_in();
    });
    if (!silence_timer_) check_silence();
}

/// One timer, whose deadline has usually moved on when it fires.
void ReadAhead::check_silence() {
    silence_timer_.reset();
    const auto end = exchange_.silence_.end();
    // A task that reads has a limit of its own.
    if (!end || !under_way_ || !exchange_.may_read_ahead()) return;
    if (this_loop().now() >= *end)
        return fail(std::make_exception_ptr(SocketTimeoutError(exchange_.url)));
    silence_timer_ = this_loop().call_at(*end, [weak = weak()] {
        if (const auto self = weak.lock()) self->check_silence();
    });
}

/// The next task that reads is told, once it has read what came before.
void ReadAhead::fail(std::exception_ptr error) noexcept {
    exchange_.failure_ = std::move(error);
    exchange_.abandon();
}

void ReadAhead::stop() noexcept {
    if (silence_timer_ && extend::running_loop()) silence_timer_->cancel();
    silence_timer_.reset();
}

}  // namespace aio::http::detail
