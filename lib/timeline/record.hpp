// Keeps what a loop reports about its tasks, so that it can be drawn and checked.
//
//   timeline::Recorder recorder;
//   aio::run(program(), {.observer = &recorder});
//   timeline::Record record = recorder.record();   // a copy; keep it as long as you like
//   record.elapsed();                              // 9 s
//   record.max_concurrent;                         // 1
//
// One Recorder keeps one run. A program that shows three runs side by side
// uses three recorders, or takes `record()` after each run: the next run
// starts the recorder afresh. Each run has its own loop time, which begins at
// 0, so two of them never belong on one time line.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include <timeline/shared.hpp>
#include <timeline/tape_recorder.hpp>

namespace timeline {

/// What a task is doing; the last three are final.
enum class State { created, running, waiting, finished, failed, cancelled };

constexpr bool is_end(State s) { return s >= State::finished; }

/// A time, and the place in the order of events. Under the simulated clock
/// much happens at the same time, so "before" is decided by `order` alone.
struct Moment {
    aio::time_point when{};   ///< loop time; 0 is the start of the run
    std::uint64_t order = 0;  ///< 1 is the first event of the run

    friend bool operator<(const Moment& a, const Moment& b) { return a.order < b.order; }
};

/// A stretch of a task's life in which it only ran or only waited. Under the
/// simulated clock every running span is zero long.
struct Span {
    State state;  ///< running or waiting
    aio::time_point begin{}, end{};
    bool open = false;   ///< still going on when the record was taken; `end` is then that moment
    Place where;         ///< waiting: the co_await
    std::string detail;  ///< waiting: for what ("sleep", "task 'B'")
};

/// Somebody called cancel(). The task may still end in another way.
struct CancelRequest {
    aio::time_point when{};
    std::uint64_t by = 0;  ///< the task that asked; 0 if none
};

/// One task's life. Or a lane's, which uses the same words: created while it is
/// being opened, running while it carries a request (the span's `detail` says
/// which), waiting while it is idle, finished when it is closed, cancelled when
/// it is cut off.
struct Row {
    bool is_lane = false;
    std::uint64_t id = 0;  ///< 1 is main; lanes are counted separately
    std::string name;
    std::uint64_t parent = 0;  ///< the task that created it; 0 if none
    Place where;               ///< the coroutine's definition
    State state = State::created;
    std::string text;  ///< failed: the error; cancelled: the message, if any

    Moment created;
    std::optional<Moment> started;     ///< its first step
    std::optional<Moment> first_wait;  ///< its first suspension
    std::optional<Moment> ended;       ///< finished, failed or cancelled

    std::vector<Span> spans;  ///< in order, without gaps from `started` on
    std::vector<CancelRequest> cancel_requests;

    bool is_main() const { return id == 1 && !is_lane; }
};

/// A coroutine's frame: where its arguments and variables live.
struct FrameLife {
    std::string function;  ///< the coroutine's; "lambda"
    aio::time_point made{};
    std::optional<aio::time_point> destroyed;
};

/// What a Recorder knew at one moment. A plain value. More questions that can
/// be asked of it are in facts.hpp.
struct Record {
    std::vector<Row> rows;               ///< in order of creation
    std::vector<Row> lanes = {};         ///< connections, in order of opening; no tasks
    std::vector<Track> tracks = {};      ///< locks, semaphores and queues that have names
    std::vector<FrameLife> frames = {};  ///< of the program's own coroutines: the first hundred
    std::optional<Deadlock> deadlock;    ///< the ring, if the run ended in one
    std::size_t hidden_rows =
        0;                  ///< further tasks and lanes, left out of this copy (see View::rows)
    aio::time_point now{};  ///< the last event, or later while the program runs
    bool done = false;      ///< main has ended
    /// Most tasks started and not yet ended at once, main not counted.
    std::size_t max_concurrent = 0;
    std::size_t tasks_started = 0;  ///< main not counted
    std::size_t lanes_opened = 0;   ///< connections, in all
    std::size_t spans_dropped = 0;  ///< not kept, because there were too many to draw

    /// From the start of the run to the last event.
    aio::duration elapsed() const { return now.time_since_epoch(); }

    /// The first task of this name; null if there is none.
    const Row* find(std::string_view name) const;
};

/// Which rows to prefer when there is no room for all. Main is kept either way.
enum class Prefer { first, active };  // active: those not yet ended, then the latest

/// How to take a record.
struct View {
    std::size_t rows = static_cast<std::size_t>(-1);  ///< at most so many tasks, and lanes
    Prefer prefer = Prefer::first;
    /// Loop seconds per wall-clock second. 0: time stops after the last event, which is right for a
    /// run that is over or simulated.
    double speed = 0;
};

/// Makes a record of a run, event by event.
///
/// It keeps at most a million spans, and 10,000 of one task, so that a program that never ends does
/// not fill the memory. Of the questions in facts.hpp, only longest_step looks at spans.
class RecordBuilder {
public:
    /// The next event of the run that this tape records.
    void add(const Tape&, const Event&);
    Record record(const View& = {}) const;

private:
    void add_to_row(const Tape&, const Event&);
    void add_to_lane(const Tape&, const Event&);
    Row& row_of(std::vector<Row>& rows, std::vector<char>& ended, std::uint64_t id,
                aio::time_point when);
    Moment next_moment(aio::time_point);
    void create(Row&, const Tape&, const Event&, Moment);
    void begin_span(Row&, Span);
    void close_span(Row&, aio::time_point);
    void start(Row&, Moment);
    void end(Row&, State, Moment, std::string_view text);
    void end_lane(Row&, State, Moment);
    void add_frame(const Tape&, const Event&);
    bool is_hidden(std::uint64_t task) const { return task < hidden_.size() && hidden_[task]; }
    aio::time_point now(double speed) const;

    std::vector<Row> rows_;  // in order of id
    // Of the same length: compact, because the live view scans it 20 times a second.
    std::vector<char> ended_;
    std::vector<Row> lanes_;         // in order of id
    std::vector<char> lanes_ended_;  // like ended_
    std::vector<bool> hidden_;       // by task: a library's machinery
    Sharing sharing_;
    std::vector<FrameLife> frames_;
    std::map<std::uint32_t, std::size_t> frames_at_;  // by number on the tape: in frames_
    std::uint64_t events_ = 0;
    aio::time_point last_{};
    std::int64_t wall_of_last_ = 0;  // nanoseconds of the steady clock
    std::size_t spans_ = 0, spans_dropped_ = 0;
    std::size_t active_ = 0, max_concurrent_ = 0, started_ = 0;
};

/// The record of the run on a tape.
Record record_of(const Tape&);

/// Records a tape and, as it grows, makes a record of it. Every function may be called
/// from any thread: the live view reads while the loop's thread writes.
class Recorder : public TapeRecorder {
public:
    Record record(const View& = {}) const;

private:
    void recorded(const Tape& tape, const Event& event) override { builder_.add(tape, event); }
    void cleared() override { builder_ = {}; }

    RecordBuilder builder_;
};

/// The indices, in increasing order, of the rows to show when only `room` of
/// `total` fit. Row 0 is kept if `keep_first`. O(total).
std::vector<std::size_t> choose_rows(const std::vector<char>& ended, std::size_t room, Prefer,
                                     bool keep_first);

}  // namespace timeline
