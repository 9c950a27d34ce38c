// How long a server may send nothing: ClientTimeout::sock_read. Not for users.
#pragma once

#include <optional>

#include <aio/loop.hpp>

namespace aio::http::detail {

/// It counts from the last bytes that came, but not before the request has been sent.
class SilenceLimit {
public:
    explicit SilenceLimit(std::optional<duration> limit) : limit_(limit) {}

    /// The whole request has been sent.
    void begin() {
        begun_ = true;
        restart();
    }
    /// Something came, or a task begins to read.
    void restart() {
        if (limit_) since_ = this_loop().now();
    }
    /// When it is up.
    [[nodiscard]] std::optional<time_point> end() const {
        if (!limit_ || !begun_) return std::nullopt;
        return since_ + to_duration(*limit_);
    }

private:
    std::optional<duration> limit_;
    time_point since_{};
    bool begun_ = false;
};

}  // namespace aio::http::detail
