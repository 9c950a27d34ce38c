// timeline/check_tape.hpp: tapes that aio cannot have made, because of what tasks, coroutines
// and futures do.
// Each case damages one ordinary tape in one way, and gets a sentence that says so.
#include "tape_damage.hpp"

// --- Waiting ----------------------------------------------------------------------

TEST_CASE_FIXTURE(Damaged, "a task waits for one that has ended") {
    auto awaited = find(Kind::awaited, for_a_task);
    awaited->kind = Kind::waiting;
    refused("waits for a task that has ended");
}
TEST_CASE_FIXTURE(Damaged, "a task goes on without waiting for one that has not ended") {
    auto waiting = find(Kind::waiting, for_a_task);
    waiting->kind = Kind::awaited;
    refused("did not wait for a task that has not ended");
}
TEST_CASE_FIXTURE(Damaged, "a task waits for one that does not exist") {
    find(Kind::waiting, for_a_task)->what = 99;
    refused("there is no task 99");
}
TEST_CASE_FIXTURE(Damaged, "a task waits for a lock that was never mentioned") {
    find(Kind::waiting, for_a_lock)->what = 9;
    refused("resources are numbered as they are first mentioned");
}
TEST_CASE_FIXTURE(Damaged, "a task resumes at a line other than the one where it waited") {
    auto step = find(Kind::running, [](const Event& e) { return e.task == 2; });
    auto next = std::find_if(step + 1, events.end(),
                             [](const Event& e) { return e.kind == Kind::running && e.task == 2; });
    next->place = next->seen = find(Kind::waiting)->place;
    refused("resumes at a line other than the one where it waited");
}
TEST_CASE_FIXTURE(Damaged, "a task is seen at a line where it is not") {
    auto waits = find(Kind::waiting, sleeps);
    waits->seen = find(Kind::waiting)->place;
    refused("is seen at a line where it is not");
}

// --- Tasks and their ends -----------------------------------------------------------

TEST_CASE_FIXTURE(Damaged, "a task is created with another number") {
    ++find(Kind::created, 3)->task;
    refused("tasks are numbered as they are created");
}
TEST_CASE_FIXTURE(Damaged, "a task was never created") {
    events.erase(find(Kind::created, 2));
    refused("");
}
TEST_CASE_FIXTURE(Damaged, "a task ends that is not running") {
    auto ends = find(Kind::finished);
    ends->task = 1;
    refused("task 1 ends, but it is not running");
}
TEST_CASE_FIXTURE(Damaged, "a task ends a second time") {
    auto ends = find(Kind::finished);
    auto next =
        std::find_if(ends, events.end(), [](const Event& e) { return e.kind == Kind::running; });
    Event again = *ends;
    events.insert(next, again);
    refused("");
}
TEST_CASE_FIXTURE(Damaged, "a task that has ended is asked to cancel") {
    find(Kind::cancel_requested)->task = 2;
    refused("has ended, and cannot be asked to cancel");
}
TEST_CASE_FIXTURE(Damaged, "a request to cancel comes to nothing") {
    events.erase(find(Kind::ready, [](const Event& e) { return e.why == aio::Cause::cancel; }));
    refused("was asked to cancel while it waited, and nothing came of it");
}
TEST_CASE_FIXTURE(Damaged, "a task is woken by a request to cancel that nobody made") {
    events.erase(find(Kind::cancel_requested));
    refused("is woken by a request to cancel that nobody made");
}
TEST_CASE_FIXTURE(Damaged, "a request to cancel comes from outside, in the middle of a step") {
    find(Kind::cancel_requested)->why = aio::Cause::io;
    refused("cannot have been asked to cancel because of this");
}

// --- Frames -----------------------------------------------------------------------

TEST_CASE_FIXTURE(Damaged, "a frame is made with another number") {
    ++find(Kind::frame_made, 3)->frame;
    refused("frames are numbered as they are made");
}
TEST_CASE_FIXTURE(Damaged, "a frame awaits itself") {
    auto entered = find(Kind::frame_entered);
    entered->frame = entered->caller;
    refused("is entered a second time");
}
TEST_CASE_FIXTURE(Damaged, "a frame is awaited by one that is not running") {
    find(Kind::frame_entered)->caller = 1;
    refused("is not the one that runs in");
}
TEST_CASE_FIXTURE(Damaged, "a frame returns that was not running") {
    --find(Kind::frame_returned)->frame;
    refused("is not the one that runs in");
}
TEST_CASE_FIXTURE(Damaged, "a frame never returns") {
    events.erase(find(Kind::frame_returned));
    refused("");
}
TEST_CASE_FIXTURE(Damaged, "a frame is destroyed while it waits") {
    auto waits = find(Kind::waiting, sleeps);
    Event gone;
    gone.kind = Kind::frame_destroyed;
    gone.when = waits->when;
    gone.frame = waits->frame;
    events.insert(waits + 1, gone);
    refused("something happens between two steps");
}
TEST_CASE_FIXTURE(Damaged, "a frame is destroyed twice") {
    auto destroyed = find(Kind::frame_destroyed);
    events.insert(destroyed, *destroyed);
    refused("is destroyed a second time");
}
TEST_CASE_FIXTURE(Damaged, "a task's frame outlives it") {
    auto destroyed = find(Kind::frame_destroyed, [&](const Event& e) {
        return std::any_of(events.begin(), events.end(), [&](const Event& created) {
            return created.kind == Kind::created && created.frame == e.frame;
        });
    });
    events.erase(destroyed);
    refused("");
}

// --- Futures ----------------------------------------------------------------------

TEST_CASE_FIXTURE(Damaged, "a future is done twice") {
    auto done = find(Kind::future_done);
    auto next =
        std::find_if(done, events.end(), [](const Event& e) { return e.kind == Kind::turn; });
    Event again = *done;
    again.by = 0;
    events.insert(next, again);
    refused("is done a second time");
}
TEST_CASE_FIXTURE(Damaged, "a task is woken by a future that is not done") {
    auto ready = find(Kind::ready, for_a_future);
    auto done = std::find_if(std::make_reverse_iterator(ready), events.rend(), [&](const Event& e) {
        return e.kind == Kind::future_done && e.number == ready->what;
    });
    REQUIRE(done != events.rend());
    events.erase(done.base() - 1);
    refused("is not done");
}
TEST_CASE_FIXTURE(Damaged, "a future is made of a task that does not exist") {
    auto made = find(Kind::future_made, [](const Event& e) { return e.parts != 0; });
    tape.parts[made->parts].front() = 99;
    refused("there is no task 99");
}

// --- The end ----------------------------------------------------------------------

TEST_CASE_FIXTURE(Damaged, "the run has no end") {
    events.pop_back();
    refused("the tape does not end with the run's end, or a cut");
}
TEST_CASE_FIXTURE(Damaged, "something happens after the end") {
    events.push_back(events.back());
    refused("there is an event after the end");
}
TEST_CASE_FIXTURE(Damaged, "the run closes before main has ended") {
    auto closing = find(Kind::closing);
    Event early = *closing;
    auto turn = find(Kind::turn, 2);
    early.when = turn->when;
    events.insert(turn, early);
    refused("the run closes, but main has not ended");
}
TEST_CASE_FIXTURE(Damaged, "the run ends without having closed") {
    events.erase(find(Kind::closing));
    refused("");
}
TEST_CASE_FIXTURE(Damaged, "what is left behind is not cancelled") {
    auto closing = find(Kind::closing);
    events.erase(std::find_if(closing, events.end(),
                              [](const Event& e) { return e.kind == Kind::cancel_requested; }));
    refused("");
}
TEST_CASE_FIXTURE(Damaged, "a deadlock, although a task sleeps") {
    auto idle = find(Kind::idle);
    idle->kind = Kind::deadlock;
    idle->until = Event::no_time;
    refused("there is a deadlock, but something is ready or has a deadline");
}

// --- What no event may have ---------------------------------------------------------

TEST_CASE_FIXTURE(Damaged, "an event has a field that its kind never has") {
    find(Kind::turn, 2)->task = 1;
    refused("\"turn\" has a field that it never has");
}
TEST_CASE_FIXTURE(Damaged, "an event lacks a field that its kind always has") {
    find(Kind::waiting)->place = 0;
    refused("\"waiting\" lacks a field that it always has");
}
TEST_CASE_FIXTURE(Damaged, "an event names a text that the tape does not have") {
    find(Kind::created)->text = static_cast<std::uint32_t>(tape.texts.size());
    refused("the tape has no such place, text or parts");
}
TEST_CASE_FIXTURE(Damaged, "a kind that does not exist") {
    find(Kind::turn)->kind = static_cast<Kind>(200);
    refused("the kind of the event is unknown");
}
