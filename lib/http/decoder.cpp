#include <http/detail/decoder.hpp>

#include <utility>

namespace aio::http::detail {
namespace {

constexpr int gzip_window = 16 + MAX_WBITS;
constexpr int raw_window = -MAX_WBITS;

[[noreturn]] void throw_bad(const char* why) {
    throw BadPacking(std::string("the body cannot be unpacked: ") + (why ? why : "bad data") +
                     "; it is not what its Content-Encoding says");
}

}  // namespace

bool Decoder::knows(std::string_view encoding) {
    return encoding == "gzip" || encoding == "x-gzip" || encoding == "deflate";
}

Decoder::Decoder(std::string_view encoding) : deflate_(encoding == "deflate") {}

Decoder::~Decoder() {
    if (begun_) inflateEnd(&stream_);
}

// "deflate" means zlib's format, but some servers send the bare one. A zlib
// header's first byte has 8 in its low half.
void Decoder::begin(unsigned char first) {
    const int window = !deflate_ ? gzip_window : (first & 0x0f) == 8 ? MAX_WBITS : raw_window;
    if (inflateInit2(&stream_, window) != Z_OK) throw_bad("zlib has no memory");
    begun_ = true;
}

std::string Decoder::next() {
    std::string out;
    // A step may give nothing: a header alone, or one of several that is empty.
    while (out.empty() && (used_ < packed_.size() || more_inside_) && !(ended_ && deflate_))
        out = unpack_some();
    return out;
}

std::string Decoder::unpack_some() {
    if (!begun_) begin(static_cast<unsigned char>(packed_[used_]));
    // A gzip file may be several, one after the other, and the next may come later.
    if (std::exchange(ended_, false)) inflateReset(&stream_);
    std::string out(step, '\0');
    stream_.next_in = reinterpret_cast<unsigned char*>(packed_.data() + used_);
    stream_.avail_in = static_cast<unsigned>(packed_.size() - used_);
    stream_.next_out = reinterpret_cast<unsigned char*>(out.data());
    stream_.avail_out = static_cast<unsigned>(out.size());
    const int code = inflate(&stream_, Z_NO_FLUSH);
    used_ = packed_.size() - stream_.avail_in;
    if (code != Z_OK && code != Z_STREAM_END && code != Z_BUF_ERROR) throw_bad(stream_.msg);
    out.resize(out.size() - stream_.avail_out);
    ended_ = code == Z_STREAM_END;
    more_inside_ = !ended_ && stream_.avail_out == 0;  // zlib may hold on to some output
    if (used_ == packed_.size()) {
        packed_.clear();
        used_ = 0;
    }
    return out;
}

}  // namespace aio::http::detail
