// timeline/tape_view.hpp: a run as its program's author sees it.
#include <doctest/doctest.h>

#include <algorithm>
#include <set>

#include <timeline/tape_view.hpp>

#include "tape_programs.hpp"

using namespace std::chrono_literals;
using timeline::Event;
using timeline::Tape;
using Kind = timeline::Event::Kind;

namespace {

auto count(const Tape& tape, Kind kind) {
    return std::ranges::count(tape.events, kind, &Event::kind);
}

const Event& first(const Tape& tape, Kind kind) {
    const auto found = std::ranges::find(tape.events, kind, &Event::kind);
    REQUIRE(found != tape.events.end());
    return *found;
}

// A hidden task takes a lock, speaks and gives the others some turns, while main sleeps.
aio::Coroutine<> beside_a_hidden_one() {
    auto hidden = aio::extend::create_hidden_task(
        []() -> aio::Coroutine<> {
            aio::Lock lock("hidden");
            const auto held = co_await lock.hold();
            aio::extend::note("nobody hears this");
            for (int i = 0; i < 5; ++i) co_await aio::sleep(0s);
        }(),
        "hidden");
    co_await delay(1s);
    co_await hidden;
}

// The second one waits for the lock inside the library, the first does not.
aio::Coroutine<> one_lock_for_two() {
    aio::Lock lock;
    const auto use = [&]() -> aio::Coroutine<> {
        const auto held = co_await lock.hold();
        co_await delay(1s);
    };
    co_await aio::gather(use(), use());
}

}  // namespace

TEST_CASE("a hidden task is not in a view, nor are its actions and its own turns") {
    const Tape whole = tape_of(beside_a_hidden_one());
    const Tape view = timeline::program_view(whole);
    CHECK(whole.whole);
    CHECK_FALSE(view.whole);
    CHECK(count(whole, Kind::created) == 2);
    CHECK(count(view, Kind::created) == 1);
    for (const Event& event : view.events) CHECK((event.task <= 1 && event.by <= 1));
    for (const Kind kind : {Kind::note, Kind::lock_taken, Kind::lock_released}) {
        CHECK(count(whole, kind) == 1);
        CHECK(count(view, kind) == 0);
    }
    CHECK(count(view, Kind::turn) + 4 < count(whole, Kind::turn));
}

TEST_CASE("in a view a task waits in the program's own frame, at the line there") {
    const Tape whole = tape_of(one_lock_for_two());
    const Tape view = timeline::program_view(whole);
    const auto for_the_lock = [](const Tape& tape) {
        return *std::ranges::find_if(tape.events, [](const Event& event) {
            return event.kind == Kind::waiting && event.why == aio::Cause::resource;
        });
    };
    const Event inside = for_the_lock(whole), seen = for_the_lock(view);
    CHECK(whole.places[inside.place].in_library);
    CHECK(inside.frame != seen.frame);
    CHECK(view.places[seen.place] == whole.places[inside.seen]);
    CHECK(view.places[seen.place].line == view.places[first(view, Kind::lock_taken).place].line);
    for (const timeline::Place& place : view.places) CHECK_FALSE(place.in_library);
    std::set<std::uint32_t> frames{0};
    for (const Event& event : view.events) {
        if (event.kind == Kind::frame_made) frames.insert(event.frame);
        CHECK(frames.contains(event.frame));
        CHECK(frames.contains(event.caller));
    }
}

TEST_CASE("in a view a call into a library that did not suspend is shown as `awaited`") {
    const Tape view = timeline::program_view(tape_of(one_lock_for_two()));
    const Event& awaited = first(view, Kind::awaited);
    CHECK(awaited.why == aio::Cause::none);
    CHECK(view.places[awaited.place] == view.places[first(view, Kind::lock_taken).place]);
    CHECK(count(view, Kind::lock_taken) == 2);
}

TEST_CASE("a coroutine's definition has no line in a view") {
    const Tape view = timeline::program_view(tape_of(ordinary()));
    std::set<std::uint32_t> begun;
    for (const Event& event : view.events) {
        if (event.kind == Kind::frame_made) CHECK(view.places[event.place].line == 0);
        if (event.kind != Kind::running) continue;
        CHECK((view.places[event.place].line == 0) == begun.insert(event.task).second);
    }
}

TEST_CASE("a shortened view ends with a cut") {
    Tape view = timeline::program_view(tape_of(ordinary()));
    const Tape before = view;
    timeline::shorten(view, view.events.size());
    CHECK(view == before);
    timeline::shorten(view, 10);
    REQUIRE(view.events.size() == 11);
    CHECK(view.events.back().kind == Kind::cut);
    CHECK(view.events.back().when == view.events[9].when);
}
