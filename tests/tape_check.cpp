// timeline/check_tape.hpp: a tape that aio has made is accepted, one that it cannot have
// made is refused.
#include <doctest/doctest.h>

#include <algorithm>
#include <cstdlib>
#include <functional>
#include <map>
#include <string>

#include <timeline/check_tape.hpp>
#include <timeline/tape_recorder.hpp>
#include <timeline/tape_view.hpp>

#include "random_program.hpp"

using namespace std::chrono_literals;
using timeline::Event;
using timeline::Tape;
using Kind = timeline::Event::Kind;

namespace {

template <class T>
Tape tape_of(aio::Coroutine<T> program, aio::RunOptions options = {}) {
    timeline::TapeRecorder recorder;
    options.clock = aio::Clock::simulated;
    options.observer = &recorder;
    options.on_report = [](const aio::Report&) {};
    const bool plain = options.schedule_seed == 0 && !options.choose;
    recorder.set_head("a test", options.clock,
                      plain ? timeline::Order::plain : timeline::Order::another);
    try {
        aio::run(std::move(program), options);
    } catch (const std::exception&) {
    } catch (const aio::CancelledError&) {
    }
    return recorder.tape();
}

std::string contradiction_in(const Tape& tape) {
    const auto wrong = timeline::check_tape(tape);
    return wrong ? "event " + std::to_string(wrong->event) + ": " + wrong->sentence : "";
}

Tape random_tape(std::uint64_t seed, std::uint64_t schedule_seed = 0) {
    RandomProgram program(seed);
    return tape_of(program.main(), {.schedule_seed = schedule_seed});
}

// How many random programs: more, once, by hand.
std::uint64_t how_many() {
    const char* given = std::getenv("RANDOM_PROGRAMS");
    return given ? std::strtoull(given, nullptr, 10) : 300;
}

aio::Coroutine<> delay(std::chrono::seconds d) { co_await aio::sleep(d); }

aio::Coroutine<> ordinary() {
    aio::Lock lock;
    const auto locked = [&](std::chrono::seconds d) -> aio::Coroutine<> {
        const auto held = co_await lock.hold();
        co_await delay(d);
    };
    auto a = aio::create_task(locked(3s), "a");
    auto b = aio::create_task(locked(2s), "b");
    co_await a;
    co_await b;
    co_await a;
    co_await aio::gather(delay(1s), delay(2s));
    auto c = aio::create_task(delay(9s), "c");
    co_await aio::sleep(0s);
    c.cancel();
    try {
        co_await c;
    } catch (const aio::CancelledError&) {
    }
    try {
        co_await aio::wait_for(delay(9s), 1s);
    } catch (const aio::TimeoutError&) {
    }
    aio::create_task(delay(9s), "left behind");
    co_await delay(1s);
}

}  // namespace

TEST_CASE("the tape of an ordinary program is accepted") {
    const Tape tape = tape_of(ordinary());
    CHECK(tape.events.size() > 100);
    CHECK(contradiction_in(tape) == "");
}

TEST_CASE("the tapes of random programs are accepted, whatever their schedule") {
    for (std::uint64_t seed = 1; seed <= how_many(); ++seed) {
        CAPTURE(seed);
        REQUIRE(contradiction_in(random_tape(seed)) == "");
        REQUIRE(contradiction_in(random_tape(seed, seed)) == "");
    }
}

TEST_CASE("a tape that was cut is accepted up to there; a view is not checked") {
    Tape tape = tape_of(ordinary());
    CHECK(contradiction_in(timeline::program_view(tape)).find("view") != std::string::npos);
    tape.events.resize(tape.events.size() / 2);
    CHECK(contradiction_in(tape).find("does not end") != std::string::npos);
    Event cut;
    cut.kind = Kind::cut;
    cut.when = tape.events.back().when;
    tape.events.push_back(cut);
    CHECK(contradiction_in(tape) == "");
}
