#include <http/detail/body_buffer.hpp>

#include <algorithm>
#include <utility>

#include <http/detail/codings.hpp>
#include <http/detail/spare_memory.hpp>

namespace aio::http::detail {
namespace {

// Room for a body is reserved up to this. The Content-Length may be a lie: for more room, the bytes
// must have come.
constexpr std::uint64_t most_reserved = 4 * 1024 * 1024;

}  // namespace

void BodyBuffer::begin(const Headers& headers, bool unpacks) {
    Codings codings = codings_of(headers, unpacks);
    objection_ = std::move(codings.objection);
    if (objection_.empty())
        for (const std::string& coding : codings.to_undo)
            decoders_.push_back(std::make_unique<Decoder>(coding));
}

bool BodyBuffer::has_some() {
    if (!ready_.empty()) return true;
    if (!objection_.empty() && !incoming_.empty())
        throw BadPacking("the body cannot be unpacked: " + objection_ +
                         "; with auto_decompress = false a Content-Encoding is left to you");
    ready_ = unpacked_by(decoders_.size());
    return !ready_.empty();
}

/// What the first `count` decoders make of what has come: a step, or nothing.
std::string BodyBuffer::unpacked_by(std::size_t count) {
    if (count == 0) return std::exchange(incoming_, {});
    Decoder& last = *decoders_[count - 1];
    for (;;) {
        std::string out = last.next();
        if (!out.empty()) return out;
        const std::string in = unpacked_by(count - 1);
        if (in.empty()) return {};
        last.feed(in);
    }
}

bool BodyBuffer::is_whole() const {
    return std::all_of(decoders_.begin(), decoders_.end(),
                       [](const auto& decoder) { return decoder->at_end(); });
}

std::string BodyBuffer::take(std::size_t at_most) {
    if (ready_.size() - taken_ <= at_most) {
        std::string rest = std::exchange(ready_, {});
        rest.erase(0, std::exchange(taken_, 0));
        return rest;
    }
    // Not erased at its front: byte by byte that would be quadratic.
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
