// Lane: a timeline row for something other than a task: a connection, with the
// requests that it carries one after the other.
//
//   aio::Coroutine<> client() {
//       aio::Lane lane("connection");     // t = 0: "connection 1" is being opened
//       co_await aio::sleep(1s);
//       lane.busy("/profile");            // t = 1: it carries a request
//       co_await aio::sleep(2s);
//       lane.idle();                      // t = 3: it waits for the next one
//   }                                     // it is closed when the lane is destroyed
//   aio::run(client(), {.observer = &picture});     // draws it below the tasks
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

/// To be used on the loop's thread, or where there is no loop: then it is an empty shell. Throws
/// nothing of its own, and no function of it waits. Move-only. asyncio has nothing like it.
class Lane {
public:
    /// No lane: tells nothing.
    Lane() = default;
    /// Begins, as being opened. Lanes are numbered in their order, for each loop, whatever
    /// their kind: "connection 1". `kind` must outlive the lane: a literal.
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
    /// The end; broken, if it was busy or still being opened, for then somebody had not
    /// finished with it. May be repeated.
    void close() noexcept;

private:
    void tell(LaneEventKind what, std::string_view detail = {});

    const char* kind_ = "";
    detail::Core* loop_ = nullptr;
    std::uint64_t number_ = 0;  // 0: nobody looks
    LaneEventKind last_ = LaneEventKind::opening;
};

}  // namespace aio
