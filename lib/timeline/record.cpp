#include <timeline/record.hpp>

#include <algorithm>
#include <chrono>
#include <optional>
#include <utility>

namespace timeline {
namespace {

constexpr std::size_t most_spans = 1'000'000;
constexpr std::size_t most_spans_of_a_row = 10'000;
constexpr std::size_t most_frames = 100;

std::int64_t wall_now() {
    using std::chrono::nanoseconds;
    return std::chrono::duration_cast<nanoseconds>(
               std::chrono::steady_clock::now().time_since_epoch())
        .count();
}

Span open_span(State state, aio::time_point begin, std::string_view detail,
               const Place& where = {}) {
    return {state, begin, begin, true, where, std::string(detail)};
}

std::vector<Row> chosen_of(const std::vector<Row>& rows, const std::vector<char>& ended,
                           const View& view, bool keep_first) {
    if (view.rows >= rows.size()) return rows;
    std::vector<Row> chosen;
    for (const std::size_t i : choose_rows(ended, view.rows, view.prefer, keep_first))
        chosen.push_back(rows[i]);
    return chosen;
}

bool id_less(const Row& row, std::uint64_t id) { return row.id < id; }

// A span that has not ended ends, in the copy, at the moment of copying.
void close_open_span(Row& row, aio::time_point now) {
    if (!row.spans.empty() && row.spans.back().open)
        row.spans.back().end = std::max(now, row.spans.back().begin);
}

}  // namespace

const Row* Record::find(std::string_view name) const {
    const auto found =
        std::find_if(rows.begin(), rows.end(), [&](const Row& row) { return row.name == name; });
    return found == rows.end() ? nullptr : &*found;
}

void RecordBuilder::add(const Tape& tape, const Event& event) {
    using Kind = Event::Kind;
    sharing_.add(tape, event);
    switch (event.kind) {
        case Kind::frame_made:
        case Kind::frame_destroyed:
            return add_frame(tape, event);
        case Kind::created:
            if (event.hidden && event.task <= most_events) {
                hidden_.resize(std::max<std::size_t>(hidden_.size(), event.task + 1));
                hidden_[event.task] = true;
            }
            [[fallthrough]];
        case Kind::running:
        case Kind::waiting:
        case Kind::cancel_requested:
        case Kind::renamed:
        case Kind::finished:
        case Kind::failed:
        case Kind::cancelled:
            if (!is_hidden(event.task)) add_to_row(tape, event);
            break;
        case Kind::connection_opening:
        case Kind::connection_busy:
        case Kind::connection_idle:
        case Kind::connection_closed:
        case Kind::connection_broken:
            add_to_lane(tape, event);
            break;
        default:
            break;
    }
}

void RecordBuilder::add_frame(const Tape& tape, const Event& event) {
    if (event.kind == Event::Kind::frame_destroyed) {
        const auto found = frames_at_.find(event.frame);
        if (found != frames_at_.end()) frames_[found->second].destroyed = event.when;
        return;
    }
    const Place& definition = tape.places[event.place];
    if (definition.in_library || frames_.size() == most_frames) return;
    frames_at_[event.frame] = frames_.size();
    frames_.push_back({std::string(definition.function), event.when, std::nullopt});
}

Moment RecordBuilder::next_moment(aio::time_point when) {
    last_ = when;
    wall_of_last_ = wall_now();
    return {when, ++events_};
}

void RecordBuilder::add_to_row(const Tape& tape, const Event& event) {
    using Kind = Event::Kind;
    Row& row = row_of(rows_, ended_, event.task, event.when);
    const std::string& text = tape.texts[event.text];
    if (event.kind == Kind::renamed) {
        row.name = text;
        return;
    }
    const Moment moment = next_moment(event.when);
    const Place& where = tape.places[event.seen];
    switch (event.kind) {
        case Kind::created:
            row.created = moment;
            row.parent = event.by;
            row.where = where;
            row.name = text;
            break;
        case Kind::running:
            start(row, moment);
            begin_span(row, open_span(State::running, event.when, text, where));
            break;
        case Kind::waiting:
            if (!row.first_wait) row.first_wait = moment;
            begin_span(row, open_span(State::waiting, event.when, text, where));
            break;
        case Kind::cancel_requested:
            if (row.cancel_requests.size() < most_spans_of_a_row)
                row.cancel_requests.push_back({event.when, event.by});
            break;
        case Kind::finished:
            end(row, State::finished, moment, {});
            break;
        case Kind::failed:
            end(row, State::failed, moment, text);
            break;
        default:
            end(row, State::cancelled, moment, text);
            break;
    }
}

void RecordBuilder::add_to_lane(const Tape& tape, const Event& event) {
    using Kind = Event::Kind;
    Row& row = row_of(lanes_, lanes_ended_, event.number, event.when);
    row.is_lane = true;
    const std::string& text = tape.texts[event.text];
    const Moment moment = next_moment(event.when);
    switch (event.kind) {
        case Kind::connection_opening:
            row.created = moment;
            row.name = text;
            break;
        case Kind::connection_busy:
            if (!row.started) row.started = moment;
            begin_span(row, open_span(State::running, event.when, text));
            break;
        case Kind::connection_idle:
            if (row.started) begin_span(row, open_span(State::waiting, event.when, "a request"));
            break;
        case Kind::connection_closed:
            end_lane(row, State::finished, moment);
            break;
        default:
            end_lane(row, State::cancelled, moment);
            break;
    }
}

void RecordBuilder::end_lane(Row& row, State state, Moment moment) {
    close_span(row, moment.when);
    row.state = state;
    row.ended = moment;
    lanes_ended_[static_cast<std::size_t>(&row - lanes_.data())] = 1;
}

// Ids come in order, so the row is where its id says; the search is for an
// observer that missed the beginning.
Row& RecordBuilder::row_of(std::vector<Row>& rows, std::vector<char>& ended, std::uint64_t id,
                           aio::time_point when) {
    auto at = id >= 1 && id <= rows.size() && rows[id - 1].id == id
                  ? rows.begin() + static_cast<std::ptrdiff_t>(id - 1)
                  : std::lower_bound(rows.begin(), rows.end(), id, id_less);
    if (at != rows.end() && at->id == id) return *at;
    ended.insert(ended.begin() + (at - rows.begin()), 0);
    at = rows.insert(at, Row{});
    at->id = id;
    at->created = {when, events_ + 1};
    return *at;
}

void RecordBuilder::start(Row& row, Moment moment) {
    if (row.started) return;
    row.started = moment;
    if (row.is_main()) return;
    ++started_;
    max_concurrent_ = std::max(max_concurrent_, ++active_);
}

void RecordBuilder::end(Row& row, State state, Moment moment, std::string_view text) {
    close_span(row, moment.when);
    if (row.ended) return;
    row.state = state;
    row.ended = moment;
    row.text = text;
    ended_[static_cast<std::size_t>(&row - rows_.data())] = 1;
    if (row.started && !row.is_main()) --active_;
}

void RecordBuilder::begin_span(Row& row, Span span) {
    row.state = span.state;
    if (spans_ >= most_spans || row.spans.size() >= most_spans_of_a_row) {
        // The last span kept stays open, so that the bar goes on to the task's end.
        ++spans_dropped_;
        return;
    }
    close_span(row, span.begin);
    row.spans.push_back(std::move(span));
    ++spans_;
}

void RecordBuilder::close_span(Row& row, aio::time_point when) {
    if (row.spans.empty() || !row.spans.back().open) return;
    row.spans.back().end = when;
    row.spans.back().open = false;
}

// The loop cannot be asked for the time from another thread, but its time passes like the wall
// clock's (times speed), so it follows from the last event.
aio::time_point RecordBuilder::now(double speed) const {
    const bool main_ended = !ended_.empty() && ended_.front();
    if (speed <= 0 || rows_.empty() || main_ended) return last_;
    const std::chrono::duration<double, std::nano> passed{
        static_cast<double>(wall_now() - wall_of_last_) * speed};
    return last_ + aio::to_duration(passed);
}

Record RecordBuilder::record(const View& view) const {
    Record out;
    out.now = now(view.speed);
    out.done = !rows_.empty() && rows_.front().is_main() && rows_.front().ended;
    out.max_concurrent = max_concurrent_;
    out.tasks_started = started_;
    out.spans_dropped = spans_dropped_;
    out.lanes_opened = lanes_.size();
    out.tracks = sharing_.tracks();
    out.frames = frames_;
    out.deadlock = sharing_.deadlock();
    out.rows = chosen_of(rows_, ended_, view, true);
    out.lanes = chosen_of(lanes_, lanes_ended_, view, false);
    out.hidden_rows = rows_.size() - out.rows.size() + lanes_.size() - out.lanes.size();
    for (auto* rows : {&out.rows, &out.lanes})
        for (Row& row : *rows) close_open_span(row, out.now);
    return out;
}

Record record_of(const Tape& tape) {
    RecordBuilder builder;
    for (const Event& event : tape.events) builder.add(tape, event);
    return builder.record();
}

Record Recorder::record(const View& view) const {
    const std::lock_guard lock(mutex_);
    return builder_.record(view);
}

std::vector<std::size_t> choose_rows(const std::vector<char>& ended, std::size_t room,
                                     Prefer prefer, bool keep_first) {
    const std::size_t total = ended.size();
    std::vector<std::size_t> chosen;
    room = std::min(room, total);
    if (prefer == Prefer::first || room == total) {
        for (std::size_t i = 0; i < room; ++i) chosen.push_back(i);
        return chosen;
    }
    const std::size_t first = keep_first && room > 0 ? 1 : 0;
    if (first == 1) chosen.push_back(0);
    // From the latest to the oldest: first those still going on, then those that ended.
    for (const char wanted : {char{0}, char{1}})
        for (std::size_t i = total; i-- > first && chosen.size() < room;)
            if (ended[i] == wanted) chosen.push_back(i);
    std::sort(chosen.begin(), chosen.end());
    return chosen;
}

}  // namespace timeline
