#include <timeline/record.hpp>

#include <algorithm>
#include <chrono>
#include <utility>

namespace timeline {
namespace {

constexpr std::size_t most_spans = 1'000'000;
constexpr std::size_t most_spans_of_a_row = 10'000;

std::int64_t wall_now() {
    using std::chrono::nanoseconds;
    return std::chrono::duration_cast<nanoseconds>(
               std::chrono::steady_clock::now().time_since_epoch())
        .count();
}

Span open_span(State state, aio::time_point begin, std::string_view detail,
               std::source_location where = {}) {
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

void Recorder::on_event(const aio::TraceEvent& event) {
    if (event.hidden) return;
    const std::lock_guard lock(mutex_);
    Row& row = row_of(event);
    const Moment moment = next_moment(event.when);
    if (row.name != event.name) row.name = event.name;
    apply(row, event, moment);
}

void Recorder::on_lane(const aio::LaneEvent& event) {
    const std::lock_guard lock(mutex_);
    while (lanes_.size() < event.lane) {
        Row& row = lanes_.emplace_back();
        row.is_lane = true;
        row.id = lanes_.size();
        lanes_ended_.push_back(0);
    }
    Row& row = lanes_[event.lane - 1];
    if (row.name.empty()) row.name = event.name;
    apply(row, event, next_moment(event.when));
}

Moment Recorder::next_moment(aio::time_point when) {
    last_ = when;
    wall_of_last_ = wall_now();
    return {when, ++events_};
}

void Recorder::apply(Row& row, const aio::LaneEvent& event, Moment moment) {
    switch (event.what) {
        case aio::LaneEventKind::opening:
            row.created = moment;
            break;
        case aio::LaneEventKind::busy:
            if (!row.started) row.started = moment;
            begin_span(row, open_span(State::running, event.when, event.detail));
            break;
        case aio::LaneEventKind::idle:
            if (row.started) begin_span(row, open_span(State::waiting, event.when, "a request"));
            break;
        case aio::LaneEventKind::closed:
            end_lane(row, State::finished, moment);
            break;
        case aio::LaneEventKind::broken:
            end_lane(row, State::cancelled, moment);
            break;
    }
}

void Recorder::end_lane(Row& row, State state, Moment moment) {
    close_span(row, moment.when);
    row.state = state;
    row.ended = moment;
    lanes_ended_[row.id - 1] = 1;
}

void Recorder::apply(Row& row, const aio::TraceEvent& event, Moment moment) {
    switch (event.what) {
        case aio::EventKind::created:
            row.created = moment;
            row.parent = event.by;
            row.where = event.where;
            break;
        case aio::EventKind::running:
            start(row, moment);
            begin_span(row, open_span(State::running, event.when, event.detail, event.where));
            break;
        case aio::EventKind::waiting:
            if (!row.first_wait) row.first_wait = moment;
            begin_span(row, open_span(State::waiting, event.when, event.detail, event.where));
            break;
        case aio::EventKind::cancel_requested:
            if (row.cancel_requests.size() < most_spans_of_a_row)
                row.cancel_requests.push_back({event.when, event.by});
            break;
        case aio::EventKind::finished:
            end(row, State::finished, moment, {});
            break;
        case aio::EventKind::failed:
            end(row, State::failed, moment, event.detail);
            break;
        case aio::EventKind::cancelled:
            end(row, State::cancelled, moment, event.detail);
            break;
    }
}

// Ids come in order, so the row is where its id says; the search is for an
// observer that missed the beginning.
Row& Recorder::row_of(const aio::TraceEvent& event) {
    auto at =
        event.task >= 1 && event.task <= rows_.size() && rows_[event.task - 1].id == event.task
            ? rows_.begin() + static_cast<std::ptrdiff_t>(event.task - 1)
            : std::lower_bound(rows_.begin(), rows_.end(), event.task, id_less);
    const bool known = at != rows_.end() && at->id == event.task;
    // A task is created once. Created again, it belongs to the next run.
    if (known && event.what == aio::EventKind::created) {
        clear_locked();
        at = rows_.end();
    } else if (known) {
        return *at;
    }
    ended_.insert(ended_.begin() + (at - rows_.begin()), 0);
    at = rows_.insert(at, Row{});
    at->id = event.task;
    at->created = {event.when, events_ + 1};
    return *at;
}

void Recorder::start(Row& row, Moment moment) {
    if (row.started) return;
    row.started = moment;
    if (row.is_main()) return;
    ++started_;
    max_concurrent_ = std::max(max_concurrent_, ++active_);
}

void Recorder::end(Row& row, State state, Moment moment, std::string_view text) {
    close_span(row, moment.when);
    if (row.ended) return;
    row.state = state;
    row.ended = moment;
    row.text = text;
    ended_[static_cast<std::size_t>(&row - rows_.data())] = 1;
    if (row.started && !row.is_main()) --active_;
}

void Recorder::begin_span(Row& row, Span span) {
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

void Recorder::close_span(Row& row, aio::time_point when) {
    if (row.spans.empty() || !row.spans.back().open) return;
    row.spans.back().end = when;
    row.spans.back().open = false;
}

void Recorder::clear() {
    const std::lock_guard lock(mutex_);
    clear_locked();
}

void Recorder::clear_locked() {
    rows_.clear();
    ended_.clear();
    lanes_.clear();
    lanes_ended_.clear();
    events_ = 0;
    last_ = {};
    spans_ = spans_dropped_ = active_ = max_concurrent_ = started_ = 0;
}

// The loop cannot be asked for the time from another thread, but its time
// passes as the wall's does (times speed), so the last event tells it.
aio::time_point Recorder::now_locked(double speed) const {
    const bool main_ended = !ended_.empty() && ended_.front();
    if (speed <= 0 || rows_.empty() || main_ended) return last_;
    const std::chrono::duration<double, std::nano> passed{
        static_cast<double>(wall_now() - wall_of_last_) * speed};
    return last_ + aio::to_duration(passed);
}

Record Recorder::record(const View& view) const {
    const std::lock_guard lock(mutex_);
    Record out;
    out.now = now_locked(view.speed);
    out.done = !rows_.empty() && rows_.front().is_main() && rows_.front().ended;
    out.max_concurrent = max_concurrent_;
    out.tasks_started = started_;
    out.spans_dropped = spans_dropped_;
    out.lanes_opened = lanes_.size();
    out.rows = chosen_of(rows_, ended_, view, true);
    out.lanes = chosen_of(lanes_, lanes_ended_, view, false);
    out.hidden_rows = rows_.size() - out.rows.size() + lanes_.size() - out.lanes.size();
    for (auto* rows : {&out.rows, &out.lanes})
        for (Row& row : *rows) close_open_span(row, out.now);
    return out;
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
