// timeline/check_tape.hpp: tapes that aio cannot have made, because of when and in which
// order things happen.
// Each case damages one ordinary tape in one way, and gets a sentence that says so.
#include "tape_damage.hpp"

// --- Time -----------------------------------------------------------------------

TEST_CASE_FIXTURE(Damaged, "time goes back") {
    find(Kind::turn, 5)->when -= 1s;
    refused("time goes back");
}
TEST_CASE_FIXTURE(Damaged, "simulated time moves while the loop is busy") {
    for (auto event = find(Kind::running, 3); event != events.end(); ++event) event->when += 1ms;
    refused("simulated time has moved without the loop having been idle");
}
TEST_CASE_FIXTURE(Damaged, "a sleep of 3 s ends a second early") {
    auto sleep = find(Kind::waiting, sleeps);
    for (auto event = sleep; event != events.end(); ++event)
        if (event->when > sleep->when) event->when -= 1s;
    refused("time goes back");
}
TEST_CASE_FIXTURE(Damaged, "a sleep of 3 s says that it is one of 2 s") {
    find(Kind::waiting, sleeps)->until -= 1s;
    refused("the loop waits until a time other than the earliest deadline");
}
TEST_CASE_FIXTURE(Damaged, "a sleep has no deadline") {
    find(Kind::waiting, sleeps)->until = Event::no_time;
    refused("has a deadline if it sleeps, and only then");
}
TEST_CASE_FIXTURE(Damaged, "a sleep's deadline has passed") {
    auto sleep = find(Kind::waiting, 2, sleeps);
    sleep->until = sleep->when;
    refused("sleeps without a deadline to come");
}
TEST_CASE_FIXTURE(Damaged, "the loop idles beyond a deadline") {
    find(Kind::idle)->until += 1s;
    refused("the loop waits until a time other than the earliest deadline");
}
TEST_CASE_FIXTURE(Damaged, "the loop idles although something is ready") {
    events.insert(find(Kind::running, 2), *find(Kind::idle));
    refused("");
}

// --- Turns, and what is ready -----------------------------------------------------

TEST_CASE_FIXTURE(Damaged, "a turn is left out") {
    events.erase(find(Kind::turn, 2));
    refused("runs, but it is not ready, or not its turn");
}
TEST_CASE_FIXTURE(Damaged, "a turn has another number") {
    ++find(Kind::turn, 2)->number;
    refused("turns are numbered as they come");
}
TEST_CASE_FIXTURE(Damaged, "a turn begins with nothing to do") {
    auto extra = *find(Kind::turn, 2);
    auto at = find(Kind::idle);
    extra.when = at->when;
    for (auto event = at; event != events.end(); ++event)
        if (event->kind == Kind::turn) ++event->number;
    at = find(Kind::idle);
    extra.number =
        std::find_if(at, events.end(), [](const Event& e) { return e.kind == Kind::turn; })
            ->number -
        1;
    events.insert(at, extra);
    refused("a turn begins, but nothing is ready or due");
}
TEST_CASE_FIXTURE(Damaged, "two tasks run in the other order") {
    const auto first = find(Kind::running, [](const Event& e) { return e.task == 2; });
    const auto second = find(Kind::running, [](const Event& e) { return e.task == 3; });
    const auto end = std::find_if(second, events.end(), [](const Event& e) {
        return e.kind == Kind::waiting && e.task == 3;
    });
    std::rotate(first, second, end + 1);
    refused("runs, but it is not ready, or not its turn");
}
TEST_CASE_FIXTURE(Damaged, "a task runs that is not ready") {
    auto step = find(Kind::running, 3);
    step->task = 1;
    refused("runs, but it is not ready, or not its turn");
}
TEST_CASE_FIXTURE(Damaged, "a task does not wake up at its time") {
    events.erase(find(Kind::ready, sleeps));
    refused("");
}
TEST_CASE_FIXTURE(Damaged, "a task is ready without a cause") {
    auto sleep = find(Kind::waiting, sleeps);
    Event ready;
    ready.kind = Kind::ready;
    ready.why = aio::Cause::time;
    ready.when = sleep->when;
    ready.task = sleep->task;
    events.insert(sleep + 1, ready);
    refused("wakes up, but not at its time");
}
TEST_CASE_FIXTURE(Damaged, "a task is ready because of one that it does not await") {
    ++find(Kind::ready, for_a_task)->what;
    refused("");
}
TEST_CASE_FIXTURE(Damaged, "a task that waits for the lock is ready because of the time") {
    find(Kind::ready, for_a_lock)->why = aio::Cause::time;
    refused("wakes up, but not at its time");
}
TEST_CASE_FIXTURE(Damaged, "the awaiter of a task is not woken by its end") {
    events.erase(find(Kind::ready, for_a_task));
    refused("waits for what has just ended, and must be ready next");
}
TEST_CASE_FIXTURE(Damaged, "a callback runs that is not ready") {
    ++find(Kind::callback_runs)->number;
    refused("runs, but it is not its turn");
}
TEST_CASE_FIXTURE(Damaged, "a timer fires that was not armed") {
    ++find(Kind::timer_fires)->number;
    refused("fires, but it is not due");
}
TEST_CASE_FIXTURE(Damaged, "a timer is disarmed twice") {
    auto disarmed = find(Kind::timer_disarmed);
    events.insert(disarmed, *disarmed);
    refused("is disarmed, but was not armed");
}

// --- Steps ------------------------------------------------------------------------

TEST_CASE_FIXTURE(Damaged, "two tasks run at once") {
    events.erase(find(Kind::waiting));
    refused("");
}
TEST_CASE_FIXTURE(Damaged, "a task does something while another one runs") {
    find(Kind::created, 2)->by = 2;
    refused("cannot have done this");
}
TEST_CASE_FIXTURE(Damaged, "a task speaks while another one runs") {
    find(Kind::note)->task = 1;
    refused("cannot have done this");
}
TEST_CASE_FIXTURE(Damaged, "something runs outside a turn") {
    auto step = find(Kind::running, 1);
    std::iter_swap(step, step - 1);
    refused("");
}

// --- What tasks share -----------------------------------------------------------------

TEST_CASE("the tape of tasks that share is accepted") {
    CHECK(contradiction_in(tape_of(sharing())) == "");
}
TEST_CASE_FIXTURE(DamagedSharing, "a lock is taken while it is held") {
    events.erase(find(Kind::lock_released));
    refused("is taken, but somebody holds it");
}
TEST_CASE_FIXTURE(DamagedSharing, "a lock is released that nobody holds") {
    events.erase(find(Kind::lock_taken));
    refused("");
}
TEST_CASE_FIXTURE(DamagedSharing, "a lock is taken by a task that is not running") {
    find(Kind::lock_taken, 2)->by = 1;
    refused("cannot have done this");
}
TEST_CASE_FIXTURE(DamagedSharing, "a task takes a lock that another was woken for") {
    // The third goes on instead of the second, everywhere after the first release.
    for (auto event = find(Kind::lock_released); event != events.end(); ++event)
        if (event->kind == Kind::lock_taken) event->by = 9;
    refused("cannot have done this");
}
TEST_CASE_FIXTURE(DamagedSharing, "a task waits for a lock that is free") {
    auto taken = find(Kind::lock_taken);
    auto released = *find(Kind::lock_released);
    released.when = taken->when;
    released.by = taken->by;
    events.insert(taken + 1, released);
    refused("nobody holds lock 1");
}
TEST_CASE_FIXTURE(DamagedSharing, "a task waits for a place although one is free") {
    events.erase(find(Kind::place_taken, 2));
    refused("semaphore 2 has a free place");
}
TEST_CASE_FIXTURE(DamagedSharing, "more places are taken than there are") {
    find(Kind::place_taken, 2)->level = 3;
    refused("cannot have so many places taken now");
}
TEST_CASE_FIXTURE(DamagedSharing, "a semaphore grows by itself") {
    find(Kind::place_taken, 2)->most = 3;
    refused("cannot have so many places taken now");
}
TEST_CASE_FIXTURE(DamagedSharing, "an item comes from nowhere") {
    find(Kind::item_put, 2)->level = 3;
    refused("");
}
TEST_CASE_FIXTURE(DamagedSharing, "a queue holds more than it has room for") {
    for (Event& event : events)
        if (event.kind == Kind::item_put || event.kind == Kind::item_got) event.most = 1;
    refused("has no room for so many items");
}
TEST_CASE_FIXTURE(DamagedSharing, "a queue gives an item that it did not have") {
    events.erase(find(Kind::item_put));
    refused("");
}
TEST_CASE_FIXTURE(DamagedSharing, "a lock becomes a semaphore, and has another name") {
    find(Kind::place_taken)->number = 1;
    refused("is not what it was before");
    tape = tape_of(sharing());
    find(Kind::lock_taken, 2)->text = find(Kind::item_put)->text;
    refused("is not what it was before");
}
