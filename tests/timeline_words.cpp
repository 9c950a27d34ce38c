// lib/timeline/words.hpp: a record in sentences.
#include <doctest/doctest.h>

#include <chrono>
#include <string>
#include <vector>

#include <timeline/words.hpp>

#include "timeline_events.hpp"

using namespace std::chrono_literals;
using Lines = std::vector<std::string>;
using timeline::in_words;

TEST_CASE("who started, waited for what from when to when, and ended") {
    CHECK(in_words(staircase()) ==
          Lines{"main: started at 0 s; waited from 0 s to 3 s for task; waited from 3 s to 6 s for "
                "task; waited from 6 s to 9 s for task; finished at 9 s.",
                "delay 1: started at 0 s; waited from 0 s to 3 s for sleep; finished at 3 s.",
                "delay 2: started at 3 s; waited from 3 s to 6 s for sleep; finished at 6 s.",
                "delay 3: started at 6 s; waited from 6 s to 9 s for sleep; finished at 9 s.",
                "total 9.000 s, at most 1 task at once"});
    CHECK(in_words(block(), {.show_main = false}).front() ==
          "delay 1: started at 0 s; waited from 0 s to 3 s for sleep; finished at 3 s.");
}

TEST_CASE("a bad end says why, a late start when the task was created, a long step that it ran") {
    const Lines lines = in_words(mishaps());
    CHECK(lines[1] ==
          "a: started at 0 s; ran from 0 s to 2 s; waited from 2 s to 5 s for sleep; ran from 5 s "
          "to 6 s; finished at 6 s.");
    CHECK(lines[2] ==
          "b: created at 0 s; started at 2 s; waited from 2 s to 4 s for sleep; failed at 4 s: "
          "RuntimeError: boom.");
    CHECK(lines[3] ==
          "c: created at 0 s; started at 2 s; waited from 2 s to 4 s for lock; cancelled at 4 s.");
}

TEST_CASE("what is still going on has no end yet") {
    timeline::Recorder recorder;
    Script script(recorder);
    script.create(1, "main").run(1).create(2, "a").create(3, "b").wait(1, "gather").run(2);
    script.wait(2, "sleep").at(1500ms).cancel(3).end_cancelled(3).run(2);
    CHECK(in_words(recorder.record()) ==
          Lines{"main: started at 0 s; waits since 0 s for gather.",
                "a: started at 0 s; waited from 0 s to 1.5 s for sleep; runs since 1.5 s.",
                "b: created at 0 s; cancelled at 1.5 s, before its first step.",
                "total 1.500 s, at most 1 task at once"});
}

TEST_CASE("a connection opens, carries requests, is idle, and is closed or cut off") {
    timeline::Recorder recorder;
    Script(recorder).create(1, "main");
    const auto tell = [&](std::uint64_t lane, aio::LaneEventKind what, aio::duration when,
                          const char* detail = "") {
        recorder.on_lane(
            {what, aio::time_point(when), lane, "connection " + std::to_string(lane), detail});
    };
    using enum aio::LaneEventKind;
    tell(1, opening, 0s);
    tell(2, opening, 0s);
    tell(1, busy, 500ms, "/a");
    tell(1, idle, 1s);
    tell(1, busy, 3s, "/b");
    tell(1, closed, 4s);
    tell(2, broken, 4s);
    const Lines lines = in_words(recorder.record());
    CHECK(lines[1] ==
          "connection 1: opening from 0 s to 0.5 s; carried /a from 0.5 s to 1 s; idle from 1 s to "
          "3 s; carried /b from 3 s to 4 s; closed at 4 s.");
    CHECK(lines[2] == "connection 2: opening began at 0 s; cut off at 4 s, before it was open.");
}

TEST_CASE("of a long record some is told, and the rest counted") {
    timeline::Recorder recorder;
    Script script(recorder);
    script.create(1, "main");
    for (int i = 0; i < 1000; ++i) script.at(i * 1s).run(1).wait(1, "sleep");
    for (std::uint64_t i = 2; i <= 100; ++i) script.create(i, "t");
    const Lines lines = in_words(recorder.record(), {.max_rows = 3, .max_steps = 2});
    REQUIRE(lines.size() == 5);
    CHECK(lines[0] ==
          "main: started at 0 s; waited from 0 s to 1 s for sleep; waited from 1 s to 2 s for "
          "sleep; and 998 more steps.");
    CHECK(lines[1] == "t: created at 999 s; not started yet.");
    CHECK(lines[3] == "And 97 more tasks.");
    CHECK(in_words(recorder.record(), {.max_steps = 999})[0].find("more step") ==
          std::string::npos);
}

TEST_CASE("names and errors are made harmless, and steps too short to matter left out") {
    timeline::Recorder recorder;
    Script script(recorder);
    script.create(1, "ma\x1b[2Jin\n").run(1).at(999us).wait(1, "x").at(1500us).fail(1, "\xff");
    CHECK(in_words(recorder.record())[0] ==
          "ma\uFFFD[2Jin\uFFFD: started at 0 s; failed at 0.002 s: \uFFFD.");
    CHECK(in_words(timeline::Record{}) == Lines{"total 0.000 s, no task besides main"});
}
