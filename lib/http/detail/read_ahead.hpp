// Bytes that come while nobody reads an answer's body are received all the same, up to a bound: so
// the connection is free for others once the answer has ended, and a server that falls silent is
// noticed. Like aiohttp, whose connections read by themselves.
//
// Usually the caller reads at once; so this begins in the next turn, and only if the caller does
// not. It is not a task: nobody awaits it, and it has no row in the picture.
#pragma once

#include <exception>
#include <memory>
#include <optional>

#include <aio/loop.hpp>
#include <http/detail/stream.hpp>

namespace aio::http::detail {

class Exchange;

/// A part of its exchange, which it keeps alive only while it runs.
class ReadAhead {
public:
    explicit ReadAhead(Exchange& exchange) : exchange_(exchange) {}

    /// From the next turn on, unless it is already under way.
    void begin();
    [[nodiscard]] bool under_way() const { return under_way_; }
    void stop() noexcept;

private:
    [[nodiscard]] std::weak_ptr<ReadAhead> weak();
    void take_in();
    void wait(Stream& stream);
    void check_silence();
    void fail(std::exception_ptr error) noexcept;

    Exchange& exchange_;
    std::optional<TimerHandle> silence_timer_;
    bool under_way_ = false;  // or will be, in the next turn
};

}  // namespace aio::http::detail
