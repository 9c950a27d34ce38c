// The body of an answer between the parser, which appends the bytes as they come, and its reader,
// who gets them unpacked. Not for users.
#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <string>
#include <vector>

#include <http/detail/decoder.hpp>
#include <http/headers.hpp>

namespace aio::http::detail {

class BodyBuffer {
public:
    /// The head has come: it says how the body is packed. With `unpacks` false, the
    /// Content-Encoding is left to the reader.
    void begin(const Headers& headers, bool unpacks);

    /// Where the parser appends what has come.
    [[nodiscard]] std::string& incoming() { return incoming_; }
    /// How many bytes have come and not been read.
    [[nodiscard]] std::size_t size() const { return incoming_.size() + ready_.size() - taken_; }
    [[nodiscard]] bool is_packed() const { return !decoders_.empty() || !objection_.empty(); }

    /// Whether there is anything to take. Unpacks a step, if need be:
    /// BadPacking.
    [[nodiscard]] bool has_some();
    /// What is ready, up to `at_most` bytes. Only after has_some().
    [[nodiscard]] std::string take(std::size_t at_most);
    /// False if what came is only the beginning of something packed.
    [[nodiscard]] bool is_whole() const;

    /// For a body that is not packed and is read as a whole: makes room for this much more, and
    /// returns all of it. Nothing is copied from string to string.
    void make_room(std::uint64_t more);
    [[nodiscard]] std::string take_all();

private:
    [[nodiscard]] std::string unpacked_by(std::size_t count);

    std::vector<std::unique_ptr<Decoder>> decoders_;  // in the order in which they work
    std::string objection_;                           // why it cannot be unpacked
    std::string incoming_;
    std::string ready_;      // unpacked
    std::size_t taken_ = 0;  // this many bytes at its front have been given out
};

}  // namespace aio::http::detail
