// Lane: a timeline row for something other than a task: a connection, with the
// requests that it carries one after the other.
//
//   aio::Lane lane("connection");   // "connection 1" is being opened
//   lane.busy("/profile");          // ... carries a request
//   lane.idle();                    // ... waits for the next one
//                                   // ... is closed when the lane is destroyed
//
// Without an observer a lane is an empty shell: nothing is counted or told.
#pragma once

#include <cstdint>
#include <string_view>
#include <utility>

#include <aio/trace.hpp>

namespace aio {

namespace detail {
class Core;
}

/// To be used on the loop's thread, or where there is no loop: then it is an empty shell.
class Lane {
public:
    /// No lane: tells nothing.
    Lane() = default;
    /// Begins. Lanes are numbered in their order, for each loop: "connection 1".
    /// `kind` must outlive the lane: a literal.
    explicit Lane(const char* kind);
    Lane(Lane&& other) noexcept;
    Lane& operator=(Lane&& other) noexcept;
    ~Lane() { close(); }

    /// Whether an observer listens. If not, the text for busy() need not be made.
    [[nodiscard]] bool is_watched() const { return number_ != 0; }
    /// It carries something: `with` says what.
    void busy(std::string_view with) { tell(LaneEventKind::busy, with); }
    /// It is open, and waits for the next.
    void idle() { tell(LaneEventKind::idle); }
    /// The end; broken, if it was busy or still being opened. May be repeated.
    void close() noexcept;

private:
    void tell(LaneEventKind what, std::string_view detail = {});

    const char* kind_ = "";
    detail::Core* loop_ = nullptr;
    std::uint64_t number_ = 0;  // 0: nobody looks
    LaneEventKind last_ = LaneEventKind::opening;
};

}  // namespace aio
