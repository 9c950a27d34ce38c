// Unpacking gzip and deflate, a step at a time. Not for users: includes zlib.
#pragma once

#include <stdexcept>
#include <string>
#include <string_view>

#include <zlib.h>

namespace aio::http::detail {

/// The bytes are not packed as the answer's head says.
struct BadPacking : std::runtime_error {
    using std::runtime_error::runtime_error;
};

/// Takes packed bytes as they come and returns unpacked ones on demand: never more than `step` at
/// once, so that a small packed answer cannot fill the memory before anybody has asked for it.
class Decoder {
public:
    static constexpr std::size_t step = 256 * 1024;

    /// Understands "gzip", "x-gzip" and "deflate".
    [[nodiscard]] static bool knows(std::string_view coding);
    explicit Decoder(std::string_view coding);
    ~Decoder();
    Decoder(const Decoder&) = delete;
    Decoder& operator=(const Decoder&) = delete;

    void feed(std::string_view packed);
    /// The next bytes; empty if it must be fed first. BadPacking.
    std::string next();
    /// Whether the packed stream has come to its end. (An empty body has.)
    [[nodiscard]] bool at_end() const { return ended_ || !begun_; }

private:
    [[nodiscard]] bool can_go_on();
    [[nodiscard]] bool another_member();
    void begin(unsigned char first);
    std::string unpack_some();

    z_stream stream_{};
    std::string packed_;
    std::size_t used_ = 0;
    bool deflate_;
    bool begun_ = false;
    bool more_inside_ = false;
    bool ended_ = false;    // unless another member follows
    bool surplus_ = false;  // what follows is ignored
};

}  // namespace aio::http::detail
