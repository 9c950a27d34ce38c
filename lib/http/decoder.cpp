#include <http/detail/decoder.hpp>

#include <memory>
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

bool Decoder::knows(std::string_view coding) {
    return coding == "gzip" || coding == "x-gzip" || coding == "deflate";
}

Decoder::Decoder(std::string_view coding) : deflate_(coding == "deflate") {}

Decoder::~Decoder() {
    if (begun_) inflateEnd(&stream_);
}

// "deflate" means zlib's format, but some servers send raw deflate. A zlib
// header's first byte has 8 in its low half.
void Decoder::begin(unsigned char first) {
    const int window = !deflate_ ? gzip_window : (first & 0x0f) == 8 ? MAX_WBITS : raw_window;
    if (inflateInit2(&stream_, window) != Z_OK) throw_bad("zlib has no memory");
    begun_ = true;
}

void Decoder::feed(std::string_view packed) {
    if (!surplus_) packed_.append(packed);
}

std::string Decoder::next() {
    std::string out;
    // A step may produce nothing: from a header alone, or from an empty member.
    while (out.empty() && can_go_on()) out = unpack_some();
    return out;
}

bool Decoder::can_go_on() {
    if (ended_) return another_member();
    return used_ < packed_.size() || more_inside_;
}

// A gzip file may have several members, one after another, and the next may come later. Some
// servers pad it with blanks or zeros: anything but a further member is ignored. (A member's header
// begins with three bytes that are always the same.)
bool Decoder::another_member() {
    constexpr std::string_view header = "\x1f\x8b\x08";
    const std::string_view rest = std::string_view(packed_).substr(used_, header.size());
    surplus_ = surplus_ || deflate_ || rest != header.substr(0, rest.size());
    return !surplus_ && rest == header;
}

std::string Decoder::unpack_some() {
    if (!begun_) begin(static_cast<unsigned char>(packed_[used_]));
    if (std::exchange(ended_, false)) inflateReset(&stream_);
    // The step's own memory is shared, and what comes out is usually far smaller.
    static thread_local const std::unique_ptr<char[]> out(new char[step]);
    stream_.next_in = reinterpret_cast<unsigned char*>(packed_.data() + used_);
    stream_.avail_in = static_cast<unsigned>(packed_.size() - used_);
    stream_.next_out = reinterpret_cast<unsigned char*>(out.get());
    stream_.avail_out = step;
    const int code = inflate(&stream_, Z_NO_FLUSH);
    used_ = packed_.size() - stream_.avail_in;
    if (code != Z_OK && code != Z_STREAM_END && code != Z_BUF_ERROR) throw_bad(stream_.msg);
    ended_ = code == Z_STREAM_END;
    more_inside_ = !ended_ && stream_.avail_out == 0;  // zlib may hold back some output
    if (used_ == packed_.size()) {
        packed_.clear();
        used_ = 0;
    }
    return {out.get(), step - stream_.avail_out};
}

}  // namespace aio::http::detail
