// Records a run on a tape.
//
//   timeline::TapeRecorder recorder;
//   aio::run(program(), {.observer = &recorder});
//   recorder.tape();
#pragma once

#include <cstdint>
#include <map>
#include <mutex>
#include <span>
#include <string>
#include <string_view>
#include <tuple>
#include <vector>

#include <aio/trace.hpp>
#include <timeline/tape.hpp>

namespace timeline {

/// An observer that records what it is told on a tape. Never throws: a run that is longer
/// than most_events, or for which there is no memory, is cut there. Every function may
/// be called from any thread. The next run begins a new tape.
class TapeRecorder : public aio::Observer {
public:
    void on_event(const aio::TraceEvent&) noexcept override;
    void on_frame(const aio::FrameEvent&) noexcept override;
    void on_loop(const aio::LoopEvent&) noexcept override;
    void on_note(const aio::NoteEvent&) noexcept override;
    void on_lane(const aio::LaneEvent&) noexcept override;
    void on_resource(const aio::ResourceEvent&) noexcept override;

    /// A copy. If the run has not ended, its last event is a cut.
    [[nodiscard]] Tape tape() const;
    /// What the tapes' heads say.
    void set_head(std::string title, aio::Clock clock, Order order, std::uint32_t number = 0);

    /// Forgets everything but the head.
    void clear();

protected:
    /// Called for every event, even after a cut, with the tape that its numbers refer to. mutex_ is
    /// held.
    virtual void recorded(const Tape&, const Event&) {}
    /// A new run begins.
    virtual void cleared() {}

    mutable std::mutex mutex_;

private:
    template <class Fill>
    void record(Event::Kind kind, aio::time_point when, Fill fill) noexcept;
    void note_created(std::uint64_t task);
    [[nodiscard]] Tape& target() { return cut_ ? spare_ : tape_; }
    void forget();
    std::uint32_t text(std::string_view text);
    std::uint32_t place(const std::source_location& where);
    std::uint32_t parts(std::span<const std::int64_t> parts);

    Tape tape_;
    Tape spare_;  // what the event after a cut refers to
    bool cut_ = false, ended_ = false;
    std::size_t extra_bytes_ = 0;  // of texts and parts
    std::vector<bool> created_;    // by task
    // Where texts and places are in the tape's tables.
    std::map<std::string, std::uint32_t, std::less<>> texts_;
    std::map<Place, std::uint32_t> places_;
    using Pointers = std::tuple<const char*, std::uint32_t, const char*>;
    std::map<Pointers, std::uint32_t> known_places_;  // as the compiler gives them
};

/// How much extra memory a process is allowed whose limit is meant for the program that it runs.
inline constexpr std::size_t most_tape_memory = 256 << 20;

}  // namespace timeline
