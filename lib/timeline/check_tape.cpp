#include <timeline/check_tape.hpp>

#include <timeline/tape_checker.hpp>

namespace timeline {

TapeChecker::TapeChecker(const Tape& tape)
    : tape_(tape), queue_(tape.order == Order::plain), tasks_(1), frames_(1), futures_(1) {}

void TapeChecker::check() {
    must(tape_.whole, "this is a view, which leaves too much out to be checked");
    for (const Event& event : tape_.events) {
        ++number_;
        must(!ended_, "there is an event after the end");
        require_fields(event);
        take_time(event);
        take_expected(event);
        require_step(event);
        take(event);
    }
    must(ended_, "the tape does not end with the run's end, or a cut");
}

void TapeChecker::take(const Event& event) {
    switch (event.kind) {
        case Kind::created:
            return create(event);
        case Kind::ready:
            return make_ready(event);
        case Kind::running:
            return run(event);
        case Kind::waiting:
            return wait(event);
        case Kind::awaited:
            return await_done(event);
        case Kind::cancel_requested:
            return request_cancel(event);
        case Kind::renamed:
            return rename(event);
        case Kind::finished:
        case Kind::failed:
        case Kind::cancelled:
            return end(event);
        case Kind::frame_made:
            return make_frame(event);
        case Kind::frame_entered:
            return enter(event);
        case Kind::frame_returned:
            return leave(event);
        case Kind::frame_destroyed:
            return destroy(event);
        case Kind::turn:
            return begin_turn(event);
        case Kind::idle:
            return idle(event);
        case Kind::callback_ready:
            return make_callback_ready(event);
        case Kind::callback_runs:
            return run_callback(event);
        case Kind::timer_armed:
            return arm(event);
        case Kind::timer_disarmed:
            return must(queue_.disarm(-static_cast<Item>(event.number)),
                        named("timer", event.number) + " is disarmed, but was not armed");
        case Kind::timer_fires:
            return fire(event);
        case Kind::future_made:
            return make_future(event);
        case Kind::future_done:
            return complete(event);
        case Kind::note:
            return require_by(event.task, event);
        case Kind::connection_opening:
        case Kind::connection_busy:
        case Kind::connection_idle:
        case Kind::connection_closed:
        case Kind::connection_broken:
            return take_connection(event);
        case Kind::lock_taken:
        case Kind::lock_released:
        case Kind::place_taken:
        case Kind::place_given_back:
        case Kind::item_put:
        case Kind::item_got:
            return take_resource(event);
        case Kind::closing:
            return close();
        case Kind::deadlock:
            return note_deadlock();
        case Kind::run_ends:
            return end_run();
        case Kind::cut:
            ended_ = true;
            return;
    }
}

std::optional<Contradiction> check_tape(const Tape& tape) {
    TapeChecker checker(tape);
    try {
        checker.check();
        return std::nullopt;
    } catch (const std::string& sentence) {
        return Contradiction{checker.number(), sentence};
    }
}

}  // namespace timeline
