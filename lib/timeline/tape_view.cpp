#include <timeline/tape_view.hpp>

#include <map>
#include <optional>
#include <utility>

namespace timeline {
namespace {

using Kind = Event::Kind;
using Id = std::uint32_t;

class Viewer {
public:
    explicit Viewer(const Tape& tape) : tape_(tape) {}

    Tape make() {
        out_.title = tape_.title;
        out_.number = tape_.number;
        out_.clock = tape_.clock;
        out_.order = tape_.order;
        out_.whole = false;
        for (const Event& event : tape_.events) take(event);
        return std::move(out_);
    }

private:
    struct Frame {
        bool is_own = false;
        Id caller = 0;
        Id place = 0;             // the co_await at which it waits
        bool is_fresh = true;     // it has not come to one yet: the place is its definition
        bool has_waited = false;  // a library's: since it was entered from the program's
    };

    void take(const Event& event);
    void take_task(const Event& event);
    void take_frame(const Event& event);
    void enter(const Event& event);
    void leave(const Event& event);
    void take_wait(Event event);

    [[nodiscard]] bool is_hidden(Id task) const {
        const auto found = hidden_.find(task);
        return found != hidden_.end() && found->second;
    }
    /// The innermost of the program's own frames, from here outwards; 0 if there is none.
    [[nodiscard]] Id own_frame(Id frame);
    /// An event at a coroutine's definition gets no line.
    void keep(Event event, bool at_definition = false);
    void put(Event event, bool at_definition = false);
    Id place(Id number, bool with_line = true);
    Id text(Id number);

    const Tape& tape_;
    Tape out_;
    std::map<Id, bool> hidden_;   // by task
    std::map<Id, bool> futures_;  // whether they are kept
    std::map<Id, bool> callbacks_;
    std::map<Id, bool> timers_;
    std::map<Id, Frame> frames_;
    Id running_ = 0;                    // the task whose step it is
    std::optional<Event> idle_, turn_;  // to be put before the next event that is kept
    std::map<std::pair<Id, bool>, Id> places_;
    std::map<Id, Id> texts_;
};

void Viewer::take(const Event& event) {
    switch (event.kind) {
        case Kind::created:
            hidden_[event.task] = event.hidden;
            [[fallthrough]];
        case Kind::ready:
        case Kind::running:
        case Kind::cancel_requested:
        case Kind::renamed:
        case Kind::finished:
        case Kind::failed:
        case Kind::cancelled:
        case Kind::waiting:
        case Kind::awaited:
            return take_task(event);
        case Kind::frame_made:
        case Kind::frame_entered:
        case Kind::frame_returned:
        case Kind::frame_destroyed:
            return take_frame(event);
        case Kind::turn:
            turn_ = event;
            return;
        case Kind::idle:
            if (event.why == aio::Cause::call) break;  // a step that blocks
            idle_ = event;
            turn_.reset();
            return;
        case Kind::callback_ready:
            callbacks_[event.number] = !event.hidden;
            break;
        case Kind::timer_armed:
            timers_[event.number] = !is_hidden(event.task);
            break;
        case Kind::future_made:
            futures_[event.number] =
                event.place != 0 && !tape_.places[event.place].in_library && !is_hidden(event.by);
            break;
        default:
            break;
    }
    const bool is_callback =
        event.kind == Kind::callback_ready || event.kind == Kind::callback_runs;
    const bool is_timer = event.kind == Kind::timer_armed || event.kind == Kind::timer_disarmed ||
                          event.kind == Kind::timer_fires;
    const bool is_future = event.kind == Kind::future_made || event.kind == Kind::future_done;
    if (is_callback && !callbacks_[event.number]) return;
    if (is_timer && !timers_[event.number]) return;
    if (is_future && !futures_[event.number]) return;
    if (event.kind == Kind::note && is_hidden(event.task)) return;
    const bool is_resource = event.kind >= Kind::lock_taken && event.kind <= Kind::item_got;
    if (is_resource && is_hidden(event.by)) return;
    keep(event);
}

void Viewer::take_task(const Event& event) {
    if (event.kind == Kind::running) running_ = event.task;
    if (is_hidden(event.task)) return;
    switch (event.kind) {
        case Kind::running:
        case Kind::waiting:
        case Kind::awaited:
            return take_wait(event);
        default:
            break;
    }
    Event seen = event;
    if (event.kind == Kind::created && !frames_[event.frame].is_own) seen.frame = 0;
    keep(seen);
}

// The place that the author sees, and the frame in which it is.
void Viewer::take_wait(Event event) {
    Frame& frame = frames_[event.frame];
    const bool begins = std::exchange(frame.is_fresh, false) && event.kind == Kind::running;
    frame.place = event.place;
    if (event.kind == Kind::awaited && !frame.is_own) return;  // reported when the call returns
    if (event.kind == Kind::waiting)
        for (Id id = event.frame; id != 0 && !frames_[id].is_own; id = frames_[id].caller)
            frames_[id].has_waited = true;
    event.frame = own_frame(event.frame);
    event.place = event.seen;
    keep(event, begins);
}

void Viewer::take_frame(const Event& event) {
    switch (event.kind) {
        case Kind::frame_made:
            frames_[event.frame].is_own = !tape_.places[event.place].in_library;
            frames_[event.frame].place = event.place;
            break;
        case Kind::frame_entered:
            return enter(event);
        case Kind::frame_returned:
            return leave(event);
        default:
            break;
    }
    if (frames_[event.frame].is_own) keep(event);
}

void Viewer::enter(const Event& event) {
    Frame& entered = frames_[event.frame];
    entered.caller = event.caller;
    frames_[event.caller].place = event.place;
    entered.is_fresh = false;
    if (!entered.is_own || is_hidden(running_)) return;
    Event seen = event;
    seen.caller = own_frame(event.caller);
    seen.place = seen.seen = frames_[seen.caller].place;
    for (Id id = event.caller; id != 0 && !frames_[id].is_own; id = frames_[id].caller)
        frames_[id].has_waited = true;  // this event reports the line
    keep(seen);
}

// A library's that did not suspend on the way: its caller did not wait for it.
void Viewer::leave(const Event& event) {
    const Frame& left = frames_[event.frame];
    if (is_hidden(running_)) return;
    if (left.is_own) return keep(event);
    if (left.has_waited || !frames_[left.caller].is_own) return;
    Event awaited;
    awaited.kind = Kind::awaited;
    awaited.when = event.when;
    awaited.task = running_;
    awaited.frame = left.caller;
    awaited.place = awaited.seen = frames_[left.caller].place;
    keep(awaited);
}

Id Viewer::own_frame(Id frame) {
    while (frame != 0 && !frames_[frame].is_own) frame = frames_[frame].caller;
    return frame;
}

void Viewer::keep(Event event, bool at_definition) {
    if (idle_) put(*std::exchange(idle_, std::nullopt));
    if (turn_) put(*std::exchange(turn_, std::nullopt));
    if (is_hidden(event.by)) event.by = 0;
    if (is_hidden(event.task)) event.task = 0;  // a connection's
    put(event, at_definition);
}

void Viewer::put(Event event, bool at_definition) {
    const bool defines = at_definition || event.kind == Kind::frame_made;
    const bool both = event.kind == Kind::created;
    event.place = place(event.place, !defines);
    event.seen = both ? place(event.seen, false) : event.place;
    event.text = text(event.text);
    if (event.parts != 0) {
        out_.parts.push_back(tape_.parts[event.parts]);
        event.parts = static_cast<Id>(out_.parts.size() - 1);
    }
    out_.events.push_back(event);
}

// Places inside libraries mean nothing to the author.
Id Viewer::place(Id number, bool with_line) {
    const Place& from = tape_.places[number];
    if (number == 0 || from.in_library) return 0;
    Place seen = from;
    if (!with_line) seen.line = 0;
    const auto next = static_cast<Id>(out_.places.size());
    const auto [entry, is_new] = places_.try_emplace({number, with_line}, next);
    if (is_new) out_.places.push_back(std::move(seen));
    return entry->second;
}

Id Viewer::text(Id number) {
    if (number == 0) return 0;
    const auto next = static_cast<Id>(out_.texts.size());
    const auto [entry, is_new] = texts_.try_emplace(number, next);
    if (is_new) out_.texts.push_back(tape_.texts[number]);
    return entry->second;
}

}  // namespace

Tape program_view(const Tape& tape) { return Viewer(tape).make(); }

void shorten(Tape& tape, std::size_t events) {
    if (tape.events.size() <= events) return;
    tape.events.resize(events);
    Event cut;
    cut.kind = Kind::cut;
    if (events > 0) cut.when = tape.events.back().when;
    tape.events.push_back(cut);
}

}  // namespace timeline
