// timeline/check_tape.hpp: a tape that aio has made is accepted. tape_damage_lives.cpp,
// tape_damage_order.cpp and tape_changes.cpp have tapes that it cannot have made; lesson_tapes.cpp
// those of lessons.
//
//   RANDOM_PROGRAMS=10000 build/tests/tape_check     # more of them than in every build
#include <doctest/doctest.h>

#include <cstdlib>
#include <string>

#include <timeline/tape_view.hpp>

#include "tape_programs.hpp"

using timeline::Event;
using timeline::Tape;

namespace {

std::uint64_t how_many() {
    const char* given = std::getenv("RANDOM_PROGRAMS");
    return given ? std::strtoull(given, nullptr, 10) : 300;
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

TEST_CASE("a run goes the same way whether or not it is observed") {
    const auto trail = [](std::uint64_t seed, std::uint64_t schedule_seed, bool observed) {
        RandomProgram program(seed);
        timeline::TapeRecorder recorder;
        run_to_any_end(program.main(), {.clock = aio::Clock::simulated,
                                        .schedule_seed = schedule_seed,
                                        .observer = observed ? &recorder : nullptr});
        return program.trail();
    };
    for (std::uint64_t seed = 1; seed <= how_many() / 3; ++seed) {
        CAPTURE(seed);
        REQUIRE(trail(seed, 0, false) == trail(seed, 0, true));
        REQUIRE(trail(seed, seed, false) == trail(seed, seed, true));
    }
}

TEST_CASE("the tape of a generator, which is entered for each item, is accepted") {
    const auto numbers = []() -> aio::AsyncGenerator<int> {
        for (int i = 0; i < 3; ++i) {
            co_await delay(std::chrono::seconds(i));
            co_yield i;
        }
    };
    const auto sums = [&]() -> aio::Coroutine<int> {
        int sum = 0;
        auto all = numbers();
        while (auto number = co_await all.next()) sum += *number;
        co_return sum;
    };
    CHECK(contradiction_in(tape_of(sums())) == "");
}

TEST_CASE("a tape that was cut is accepted up to the cut; a view is not checked") {
    Tape tape = tape_of(ordinary());
    CHECK(contradiction_in(timeline::program_view(tape)).find("view") != std::string::npos);
    tape.events.resize(tape.events.size() / 2);
    CHECK(contradiction_in(tape).find("does not end") != std::string::npos);
    Event cut;
    cut.kind = Event::Kind::cut;
    cut.when = tape.events.back().when;
    tape.events.push_back(cut);
    CHECK(contradiction_in(tape) == "");
}
