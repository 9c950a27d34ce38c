// What comes while nobody reads an answer's body is taken in all the same, up to a
// bound: once the answer has come to its end, the connection is free for others, and
// a server that falls silent is noticed. As aiohttp, whose connections read by
// themselves.
//
// Mostly somebody reads at once; so this begins in the next turn, and only if nobody
// does. It is no task: nobody awaits it, and it has no row in the picture.
#include <http/detail/exchange.hpp>

#include <http/errors.hpp>

namespace aio::http::detail {
namespace {

// With so much the server has to wait. As aiohttp: twice its read_bufsize.
constexpr std::size_t most_ahead = 512 * 1024;

}  // namespace

void Exchange::read_ahead() {
    if (complete_ || looks_ahead_) return;
    looks_ahead_ = true;
    hear();  // while there was no room, nobody listened
    this_loop().call_soon([weak = weak_from_this()] {
        if (const auto self = weak.lock()) self->take_ahead();
    });
}

bool Exchange::may_look_ahead() const {
    return !reading_ && !complete_ && !failure_ && lease_.stream() &&
           raw_.size() + pieces_.size() - given_ < most_ahead && (!upload_ || upload_->done());
}

void Exchange::take_ahead() {
    looks_ahead_ = false;
    try {
        while (may_look_ahead()) {
            const auto stream = lease_.stream();
            const auto size = stream->read_ready();
            if (!size) return wait_ahead(*stream);
            hear();
            understand(stream->block(*size));
        }
    } catch (const asio::system_error& e) {
        fail_ahead([&] { throw_cut_short(e.code()); });
    } catch (const ClientError&) {
        fail_ahead([] { throw; });
    }
}

void Exchange::wait_ahead(Stream& stream) {
    looks_ahead_ = true;
    stream.watch([weak = weak_from_this()](Stream&) {
        if (const auto self = weak.lock()) self->take_ahead();
    });
    if (!silence_) time_silence();
}

/// One timer, whose deadline has mostly moved on when it fires.
void Exchange::time_silence() {
    silence_.reset();
    const auto end = silence_ends();
    if (!end || !looks_ahead_ || !may_look_ahead()) return;  // whoever reads has a limit of his own
    if (this_loop().now() >= *end) return fail_ahead([this] { throw SocketTimeoutError(url); });
    silence_ = this_loop().call_at(*end, [weak = weak_from_this()] {
        if (const auto self = weak.lock()) self->time_silence();
    });
}

/// Whoever reads next is told, behind what has come before.
template <class Throw>
void Exchange::fail_ahead(Throw error) noexcept {
    try {
        error();
    } catch (...) {
        failure_ = std::current_exception();
    }
    abandon();
}

}  // namespace aio::http::detail
