// The tape: what happened in one run, whole and in order. Pictures, checks and the
// book are made from it.
//
//   timeline::TapeRecorder recorder;
//   aio::run(program(), {.observer = &recorder});
//   const timeline::Tape tape = recorder.tape();
//   write(tape.write());                        // tape_file.hpp has the format
//   timeline::Tape again = timeline::Tape::read(text);
//
// A plain value: a vector of small events, and the texts and places that they name
// by number. What an event means is explained at its kind.
#pragma once

#include <cstdint>
#include <stdexcept>
#include <string>
#include <string_view>
#include <vector>

#include <aio/trace.hpp>
#include <timeline/place.hpp>

namespace timeline {

/// One event. Its number is its position on the tape, counted from 1: that is the order, even of
/// what happens at the same time. Fields that a kind does not name are 0.
///
/// A *step* lasts from running to waiting or to the task's end, from callback_runs or timer_fires
/// to the next turn, idle or step. An event's `by` is the task in whose step it happened; 0: none.
struct Event {
    enum class Kind : std::uint8_t {
        // A task's life.
        created,  ///< task, by, frame (its own), place (the call), text (its name), hidden; is
                  ///< ready
        ready,    ///< task, by, why, what; runs in the turn after
        running,  ///< task, frame (the innermost), place, seen; a step begins
        waiting,  ///< task, frame, place, seen, why (for what), what, until, text; the step is over
        awaited,  ///< like waiting, but what it awaited was done: it did not suspend
        cancel_requested,  ///< task, by, place (the call), why (io or thread: came from there)
        renamed,           ///< task, text
        finished,          ///< task; its frame is destroyed by now
        failed,            ///< task, text (the error)
        cancelled,         ///< task, text (the message, if any)

        // A coroutine's frame.
        frame_made,       ///< frame, place (its definition)
        frame_entered,    ///< frame, caller (the frame that awaits it), place (the co_await there)
        frame_returned,   ///< frame; threw: an exception left it
        frame_destroyed,  ///< frame

        // The loop.
        turn,            ///< number; runs what is ready now, and then the timers that are due
        idle,            ///< until: nothing is ready; no_time: until something comes from outside
        callback_ready,  ///< number, by, why, what, text (what it is); hidden: aio's own
        callback_runs,   ///< number
        timer_armed,  ///< number, task (whose), until, text (what for). Sleep has none: see waiting
        timer_disarmed,  ///< number
        timer_fires,     ///< number
        future_made,     ///< number, by, parts, place, text: a gather, a shield, a wait
        future_done,     ///< number, by, why (future: has a value, cancel: cancelled, none: failed)

        // Beside tasks.
        note,                ///< task, place, text: what the program said
        connection_opening,  ///< number, task, text (its name)
        connection_busy,     ///< number, task, text (with what)
        connection_idle,     ///< number, task
        connection_closed,   ///< number, task
        connection_broken,   ///< number, task; while it was busy, or before it was open

        // What tasks share. `number` is what a `waiting` for it has in `what`; for a queue, one
        // that waits for an item.
        lock_taken,     ///< number, by, place (the co_await), text (its name, if it has one)
        lock_released,  ///< number, by, text
        place_taken,    ///< number, by, level (places taken now), most (places), place, text: of a
                        ///< semaphore
        place_given_back,  ///< number, by, level, most, text
        item_put,  ///< number, by, level (items in the queue now), most (room; 0: no bound), text
        item_got,  ///< number, by, level, most, text; shutdown may drop all at once

        // The run.
        closing,   ///< main has ended, or can never end: what is left is cancelled
        deadlock,  ///< nothing can ever run again
        run_ends,
        cut,  ///< the tape ends here, the run did not
    };

    Kind kind{};
    aio::Cause why = aio::Cause::none;
    bool hidden = false;
    bool threw = false;
    std::uint32_t task = 0, by = 0;
    std::uint32_t frame = 0, caller = 0;
    std::uint32_t number = 0;  ///< the turn's, callback's, timer's, future's, connection's,
                               ///< lock's, semaphore's, queue's
    std::uint32_t what = 0;    ///< number of the task, future or resource that `why` speaks of
    std::uint32_t place = 0;   ///< in Tape::places
    std::uint32_t seen = 0;    ///< the place as the program's author sees it: outside libraries
    std::uint32_t text = 0;    ///< in Tape::texts
    std::uint32_t parts = 0;   ///< in Tape::parts
    std::uint32_t level = 0, most = 0;
    aio::time_point when{};  ///< loop time
    aio::time_point until = no_time;

    static constexpr aio::time_point no_time = aio::time_point::min();

    friend bool operator==(const Event&, const Event&) = default;
};

/// In which order a turn runs what is ready.
enum class Order : std::uint8_t {
    plain,    ///< first come, first served
    another,  ///< RunOptions::schedule_seed or choose
};

/// What was read is not a tape.
class TapeError : public std::runtime_error {
public:
    using std::runtime_error::runtime_error;
};

struct Tape {
    std::string title;         ///< of the lesson's section, of the check's fact
    std::uint32_t number = 0;  ///< which of its program's runs this is, from 1; 0: not known
    aio::Clock clock = aio::Clock::simulated;
    Order order = Order::plain;
    /// False for a view, which leaves out what a program's author did not write.
    bool whole = true;

    std::vector<Event> events;
    std::vector<std::string> texts{""};  ///< valid UTF-8; 0 is no text
    std::vector<Place> places{{}};       ///< 0 is no place
    /// What futures are made of: tasks, and futures as negative numbers.
    std::vector<std::vector<std::int32_t>> parts{{}};

    /// The format of tape_file.hpp.
    [[nodiscard]] std::string write() const;
    /// TapeError, in one sentence, for anything that is not a tape.
    static Tape read(std::string_view text);

    friend bool operator==(const Tape&, const Tape&) = default;
};

/// At most this many events are kept of a run; then it is cut.
inline constexpr std::size_t most_events = 1'000'000;

}  // namespace timeline
