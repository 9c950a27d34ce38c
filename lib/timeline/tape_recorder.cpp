#include <timeline/tape_recorder.hpp>

#include <algorithm>
#include <limits>
#include <utility>

#include <timeline/utf8.hpp>

namespace timeline {
namespace {

using Kind = Event::Kind;

// Longer texts are cut: an exception's may be as long as its thrower likes.
constexpr std::size_t longest_text = 4096;
// A run with more texts than this is cut: with the events, it takes 200 bytes for each
// of most_events.
constexpr std::size_t most_extra_bytes = 64 << 20;

std::uint32_t small(std::uint64_t number) {
    return static_cast<std::uint32_t>(
        std::min<std::uint64_t>(number, std::numeric_limits<std::uint32_t>::max()));
}

// The kinds of aio's events and of the tape's are in the same order.
Kind kind_of(aio::EventKind what) {
    constexpr Kind kinds[] = {Kind::created,  Kind::running, Kind::waiting,  Kind::cancel_requested,
                              Kind::finished, Kind::failed,  Kind::cancelled};
    return kinds[static_cast<std::size_t>(what)];
}

Kind kind_of(aio::FrameEventKind what) {
    constexpr Kind kinds[] = {Kind::frame_made, Kind::frame_entered, Kind::frame_returned,
                              Kind::frame_returned, Kind::frame_destroyed};
    return kinds[static_cast<std::size_t>(what)];
}

Kind kind_of(const aio::LoopEvent& event) {
    constexpr Kind kinds[] = {Kind::turn,          Kind::idle,        Kind::ready,
                              Kind::callback_runs, Kind::timer_armed, Kind::timer_disarmed,
                              Kind::timer_fires,   Kind::future_made, Kind::future_done,
                              Kind::awaited,       Kind::renamed,     Kind::closing,
                              Kind::deadlock,      Kind::run_ends};
    const Kind kind = kinds[static_cast<std::size_t>(event.what)];
    return kind == Kind::ready && event.task == 0 ? Kind::callback_ready : kind;
}

Kind kind_of(aio::LaneEventKind what) {
    constexpr Kind kinds[] = {Kind::connection_opening, Kind::connection_busy,
                              Kind::connection_idle, Kind::connection_closed,
                              Kind::connection_broken};
    return kinds[static_cast<std::size_t>(what)];
}

Kind kind_of(aio::ResourceEventKind what) {
    constexpr Kind kinds[] = {Kind::lock_taken,       Kind::lock_released, Kind::place_taken,
                              Kind::place_given_back, Kind::item_put,      Kind::item_got};
    return kinds[static_cast<std::size_t>(what)];
}

}  // namespace

void TapeRecorder::on_event(const aio::TraceEvent& from) noexcept {
    record(kind_of(from.what), from.when, [&](Event& event) {
        const bool created = from.what == aio::EventKind::created;
        if (created) note_created(from.task);
        event.task = small(from.task);
        event.by = small(from.by);
        event.frame = small(from.frame);
        event.place = event.seen = place(from.at);
        if (created || from.what == aio::EventKind::running || from.what == aio::EventKind::waiting)
            event.seen = place(from.where);
        event.why = from.cause;
        event.what = small(from.cause_id);
        event.until = from.until.value_or(Event::no_time);
        event.hidden = created && from.hidden;
        event.text = text(created ? from.name : from.detail);
    });
}

void TapeRecorder::on_frame(const aio::FrameEvent& from) noexcept {
    record(kind_of(from.what), from.when, [&](Event& event) {
        event.frame = small(from.frame);
        event.caller = small(from.caller);
        event.place = event.seen = place(from.where);
        event.threw = from.what == aio::FrameEventKind::threw;
    });
}

void TapeRecorder::on_loop(const aio::LoopEvent& from) noexcept {
    record(kind_of(from), from.when, [&](Event& event) {
        event.task = small(from.task);
        event.by = small(from.by);
        event.frame = small(from.frame);
        event.number = small(from.number);
        event.why = from.cause;
        event.what = small(from.cause_id);
        event.until = from.until.value_or(Event::no_time);
        event.place = place(from.at);
        event.seen = from.what == aio::LoopEventKind::awaited ? place(from.where) : event.place;
        event.text = text(from.text);
        event.parts = parts(from.parts);
        event.hidden = from.hidden;
    });
}

void TapeRecorder::on_note(const aio::NoteEvent& from) noexcept {
    record(Kind::note, from.when, [&](Event& event) {
        event.task = small(from.task);
        event.place = event.seen = place(from.where);
        event.text = text(from.text);
    });
}

void TapeRecorder::on_lane(const aio::LaneEvent& from) noexcept {
    record(kind_of(from.what), from.when, [&](Event& event) {
        event.number = small(from.lane);
        event.task = small(from.task);
        const bool names = from.what == aio::LaneEventKind::opening;
        event.text = text(names ? from.name : from.detail);
    });
}

void TapeRecorder::on_resource(const aio::ResourceEvent& from) noexcept {
    record(kind_of(from.what), from.when, [&](Event& event) {
        event.number = small(from.resource);
        event.by = small(from.by);
        event.level = small(from.level);
        event.most = small(from.most);
        event.place = event.seen = place(from.where);
        event.text = text(from.name);
    });
}

// If there is no memory for an event, the tape ends before it; the run goes on.
template <class Fill>
void TapeRecorder::record(Kind kind, aio::time_point when, Fill fill) noexcept {
    const std::lock_guard lock(mutex_);
    Event event;
    event.kind = kind;
    event.when = when;
    try {
        if (ended_) forget();  // this is the next run
        cut_ = cut_ || tape_.events.size() >= most_events || extra_bytes_ > most_extra_bytes;
        // Frames are reported late, before the next event, whose time may be an earlier one.
        if (!tape_.events.empty()) event.when = std::max(when, tape_.events.back().when);
        if (cut_) spare_ = Tape{};
        fill(event);
        if (!cut_) tape_.events.push_back(event);
        ended_ = kind == Kind::run_ends;
    } catch (...) {  // no memory
        cut_ = true;
        return;
    }
    try {
        recorded(target(), event);
    } catch (...) {  // the listener misses this one
    }
}

// A task is created once. Created again, it belongs to the next run.
void TapeRecorder::note_created(std::uint64_t task) {
    if (task > most_events) return;
    if (task < created_.size() && created_[task]) forget();
    if (task >= created_.size()) created_.resize(task + 1);
    created_[task] = true;
}

void TapeRecorder::forget() {
    Tape empty;
    empty.title = tape_.title;
    empty.number = tape_.number;
    empty.clock = tape_.clock;
    empty.order = tape_.order;
    tape_ = std::move(empty);
    cut_ = ended_ = false;
    extra_bytes_ = 0;
    created_.clear();
    texts_.clear();
    places_.clear();
    known_places_.clear();
    cleared();
}

std::uint32_t TapeRecorder::text(std::string_view given) {
    if (given.empty()) return 0;
    Tape& tape = target();
    std::string text = valid_utf8(given, longest_text);
    const auto next = small(tape.texts.size());
    if (!cut_) {
        const auto [entry, is_new] = texts_.try_emplace(text, next);
        if (!is_new) return entry->second;
        extra_bytes_ += 2 * text.size();
    }
    tape.texts.push_back(std::move(text));
    return next;
}

std::uint32_t TapeRecorder::place(const std::source_location& where) {
    if (where.line() == 0) return 0;
    Tape& tape = target();
    if (cut_) {
        tape.places.push_back(Place::of(where));
        return small(tape.places.size() - 1);
    }
    const Pointers pointers{where.file_name(), where.line(), where.function_name()};
    const auto known = known_places_.find(pointers);
    if (known != known_places_.end()) return known->second;
    Place place = Place::of(where);
    const auto [entry, is_new] = places_.try_emplace(place, small(tape.places.size()));
    if (is_new) tape.places.push_back(std::move(place));
    return known_places_[pointers] = entry->second;
}

std::uint32_t TapeRecorder::parts(std::span<const std::int64_t> parts) {
    if (parts.empty()) return 0;
    Tape& tape = target();
    tape.parts.emplace_back(parts.begin(), parts.end());
    extra_bytes_ += parts.size() * sizeof(std::int32_t);
    return small(tape.parts.size() - 1);
}

Tape TapeRecorder::tape() const {
    const std::lock_guard lock(mutex_);
    Tape copy = tape_;
    if (ended_ && !cut_) return copy;
    Event end;
    end.kind = Kind::cut;
    if (!copy.events.empty()) end.when = copy.events.back().when;
    copy.events.push_back(end);
    return copy;
}

void TapeRecorder::set_head(std::string title, aio::Clock clock, Order order,
                            std::uint32_t number) {
    const std::lock_guard lock(mutex_);
    tape_.title = valid_utf8(title, longest_text);
    tape_.number = number;
    tape_.clock = clock;
    tape_.order = order;
}

void TapeRecorder::clear() {
    const std::lock_guard lock(mutex_);
    forget();
}

}  // namespace timeline
