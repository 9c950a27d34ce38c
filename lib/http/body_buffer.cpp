#include <http/detail/body_buffer.hpp>

#include <algorithm>
#include <utility>

#include <http/detail/ascii.hpp>
#include <http/detail/spare_memory.hpp>

namespace aio::http::detail {
namespace {

// Room for a body is made beforehand up to this. The Content-Length may be a
// lie: for more, the bytes must have come.
constexpr std::uint64_t most_reserved = 4 * 1024 * 1024;

}  // namespace

void BodyBuffer::begin(const Headers& headers) {
    const std::string encoding = lower(headers.get("Content-Encoding").value_or(""));
    if (Decoder::knows(encoding)) decoder_ = std::make_unique<Decoder>(encoding);
}

bool BodyBuffer::has_some() {
    if (!ready_.empty()) return true;
    if (!decoder_) {
        ready_ = std::exchange(incoming_, {});
    } else {
        decoder_->feed(incoming_);
        incoming_.clear();
        ready_ = decoder_->next();
    }
    return !ready_.empty();
}

std::string BodyBuffer::take(std::size_t at_most) {
    if (ready_.size() - taken_ <= at_most) {
        std::string rest = std::exchange(ready_, {});
        rest.erase(0, std::exchange(taken_, 0));
        return rest;
    }
    // Not taken off its front: byte by byte that would be quadratic.
    taken_ += at_most;
    return ready_.substr(taken_ - at_most, at_most);
}

void BodyBuffer::make_room(std::uint64_t more) {
    if (!ready_.empty()) incoming_.insert(0, take(std::string::npos));
    reserve_more(incoming_, std::min(more, most_reserved));
}

std::string BodyBuffer::take_all() {
    if (!ready_.empty()) incoming_.insert(0, take(std::string::npos));
    return std::exchange(incoming_, {});
}

}  // namespace aio::http::detail
