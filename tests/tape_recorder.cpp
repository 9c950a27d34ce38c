// timeline/tape_recorder.hpp: what is recorded, up to a million events and without an exception;
// and what it costs.
#include <doctest/doctest.h>

#include <new>
#include <string>

#include <timeline/record.hpp>

#include "tape_programs.hpp"

using namespace std::chrono_literals;
using timeline::Event;
using timeline::Tape;

namespace {

// The memory that the tape takes, without the allocator's overhead.
std::size_t bytes_of(const Tape& tape) {
    std::size_t bytes = tape.events.capacity() * sizeof(Event);
    for (const std::string& text : tape.texts) bytes += sizeof text + text.capacity();
    for (const timeline::Place& place : tape.places)
        bytes += sizeof place + place.file.size() + place.function.size() + 64;
    for (const auto& parts : tape.parts) bytes += sizeof parts + parts.capacity() * 4;
    return bytes;
}

aio::Coroutine<> turns(int count) {
    for (int i = 0; i < count; ++i) co_await aio::sleep(0s);
}

}  // namespace

TEST_CASE("an event takes at most 200 bytes in memory") {
    CHECK(sizeof(Event) <= 72);
    for (std::uint64_t seed = 0; seed < 50; ++seed) {
        const Tape tape = seed == 0 ? tape_of(ordinary()) : random_tape(seed);
        if (tape.events.size() < 200) continue;
        CAPTURE(seed);
        CHECK(bytes_of(tape) <= 200 * tape.events.size());
    }
    const Tape long_one = tape_of(turns(30'000));
    CHECK(bytes_of(long_one) <= 200 * long_one.events.size());
}

TEST_CASE("a run of more than a million events is cut there, and goes on") {
    timeline::Recorder recorder;
    int done = 0;
    const auto program = [&]() -> aio::Coroutine<> {
        co_await turns(350'000);  // three events each
        done = 1;
        co_await aio::sleep(9s);
    };
    aio::run(program(), {.clock = aio::Clock::simulated, .observer = &recorder});
    CHECK(done == 1);
    const Tape tape = recorder.tape();
    CHECK(tape.events.size() == timeline::most_events + 1);
    CHECK(tape.events.back().kind == Event::Kind::cut);
    CHECK(contradiction_in(tape) == "");
    // The record, from which pictures are made, goes on after the cut.
    CHECK(recorder.record().elapsed() == 9s);
}

TEST_CASE("the tape of a run that goes on ends with a cut; the next run has a tape of its own") {
    timeline::TapeRecorder recorder;
    Tape early;
    const auto program = [&]() -> aio::Coroutine<> {
        co_await aio::sleep(1s);
        early = recorder.tape();
    };
    aio::run(program(), {.clock = aio::Clock::simulated, .observer = &recorder});
    CHECK(early.events.back().kind == Event::Kind::cut);
    CHECK(contradiction_in(early) == "");
    const std::string first = recorder.tape().write();
    aio::run(program(), {.clock = aio::Clock::simulated, .observer = &recorder});
    CHECK(recorder.tape().write() == first);
}

TEST_CASE("a record made from the tape alone is the one that was made with it") {
    for (std::uint64_t seed = 1; seed <= 50; ++seed) {
        CAPTURE(seed);
        timeline::Recorder recorder;
        RandomProgram program(seed);
        try {
            aio::run(program.main(), {.clock = aio::Clock::simulated,
                                      .observer = &recorder,
                                      .on_report = [](const aio::Report&) {}});
        } catch (...) {
        }
        const timeline::Record with = recorder.record();
        const timeline::Record from = timeline::record_of(Tape::read(recorder.tape().write()));
        CHECK(from.elapsed() == with.elapsed());
        CHECK(from.max_concurrent == with.max_concurrent);
        REQUIRE(from.rows.size() == with.rows.size());
        for (std::size_t i = 0; i < from.rows.size(); ++i) {
            const timeline::Row &a = from.rows[i], &b = with.rows[i];
            CHECK(a.name == b.name);
            CHECK(a.state == b.state);
            CHECK(a.text == b.text);
            REQUIRE(a.spans.size() == b.spans.size());
            for (std::size_t k = 0; k < a.spans.size(); ++k) {
                CHECK(a.spans[k].begin == b.spans[k].begin);
                CHECK(a.spans[k].end == b.spans[k].end);
                CHECK(a.spans[k].where == b.spans[k].where);
                CHECK(a.spans[k].detail == b.spans[k].detail);
            }
        }
    }
}
