// lib/timeline/record.hpp and facts.hpp: what is kept of a run, and what an
// exercise's check can ask of it.
#include <doctest/doctest.h>

#include <chrono>
#include <ctime>
#include <string>
#include <thread>
#include <vector>

#include <timeline/facts.hpp>
#include <timeline/record.hpp>

#include "timeline_events.hpp"

using namespace std::chrono_literals;
using Names = std::vector<std::string>;

TEST_CASE("a row has the task's spans, its parent and its end") {
    const timeline::Record record = staircase();
    REQUIRE(record.rows.size() == 4);
    const timeline::Row* row = record.find("delay 2");
    REQUIRE(row);
    CHECK(row->id == 3);
    CHECK(row->parent == 1);
    CHECK(row->state == timeline::State::finished);
    CHECK(row->created.when.time_since_epoch() == 3s);
    CHECK(row->started->when.time_since_epoch() == 3s);
    CHECK(row->ended->when.time_since_epoch() == 6s);
    REQUIRE(row->spans.size() == 3);
    CHECK(row->spans[1].state == timeline::State::waiting);
    CHECK(row->spans[1].detail == "sleep");
    CHECK(row->spans[1].end - row->spans[1].begin == 3s);
    CHECK(row->spans[1].where.file == "tests/timeline_events.hpp");
    CHECK(record.find("nobody") == nullptr);
}

TEST_CASE("three awaited at once: 9 s, one at a time") {
    const timeline::Record record = staircase();
    CHECK(record.elapsed() == 9s);
    CHECK(record.done);
    CHECK(record.max_concurrent == 1);
    CHECK(record.tasks_started == 3);
    CHECK(timeline::one_after_another(record));
    CHECK_FALSE(timeline::all_overlap(record));
    CHECK(timeline::created_before_first_await(record) == 1);
    CHECK(timeline::still_alive(record) == 0);
    CHECK(timeline::longest_step(record) == 0s);
}

TEST_CASE("three created first: 3 s, all at once") {
    const timeline::Record record = block();
    CHECK(record.elapsed() == 3s);
    CHECK(record.max_concurrent == 3);
    CHECK_FALSE(timeline::one_after_another(record));
    CHECK(timeline::all_overlap(record));
    CHECK(timeline::created_before_first_await(record) == 3);
    const auto& rows = record.rows;
    CHECK(timeline::overlap(record, rows[1], rows[2]) == 3s);
    CHECK(timeline::lifetime(record, rows[1]) == 3s);
}

TEST_CASE("a task that ends before another starts at the same time does not overlap it") {
    const timeline::Record record = staircase();
    CHECK_FALSE(timeline::overlapped(record.rows[1], record.rows[2]));
    CHECK(timeline::overlap(record, record.rows[1], record.rows[2]) == 0s);

    timeline::Recorder recorder;  // but in this one the second starts first
    Script script(recorder);
    script.create(1, "main").create(2, "a").create(3, "b").run(2).wait(2, "sleep");
    script.at(3s).run(3).finish(2).finish(3);
    const timeline::Record other = recorder.record();
    CHECK(timeline::overlapped(other.rows[1], other.rows[2]));
    CHECK(other.max_concurrent == 2);
}

TEST_CASE("orders of starts and ends are those of the events") {
    timeline::Recorder recorder;
    Script script(recorder);
    script.create(1, "main").run(1).create(2, "delay 1").create(3, "delay 2").create(4, "delay 3");
    script.wait(1, "gather").run(2).run(3).run(4);
    script.at(1s).finish(3).at(2s).finish(4).at(3s).finish(2).run(1).finish(1);
    const timeline::Record record = recorder.record();
    CHECK(timeline::start_order(record) == Names{"delay 1", "delay 2", "delay 3"});
    CHECK(timeline::finish_order(record) == Names{"delay 2", "delay 3", "delay 1"});
}

TEST_CASE("one_after_another allows the given gap") {
    timeline::Recorder recorder;
    Script script(recorder);
    script.create(1, "main").create(2, "a").create(3, "b");
    script.run(2).at(1s).finish(2).at(1010ms).run(3).at(2s).finish(3);
    CHECK_FALSE(timeline::one_after_another(recorder.record()));
    CHECK(timeline::one_after_another(recorder.record(), 20ms));
}

TEST_CASE("failed, cancelled and blocking tasks are distinguished") {
    const timeline::Record record = mishaps();
    CHECK(record.find("b")->state == timeline::State::failed);
    CHECK(record.find("b")->text == "RuntimeError: boom");
    CHECK(record.find("c")->state == timeline::State::cancelled);
    REQUIRE(record.find("c")->cancel_requests.size() == 1);
    CHECK(record.find("c")->cancel_requests[0].by == 1);
    CHECK(timeline::longest_step(record) == 2s);
}

TEST_CASE("a task that is cancelled before its first step never counts as running") {
    timeline::Recorder recorder;
    Script(recorder).create(1, "main").run(1).create(2, "a").cancel(2).end_cancelled(2);
    const timeline::Record record = recorder.record();
    CHECK(record.max_concurrent == 0);
    CHECK_FALSE(record.rows[1].started);
    CHECK(timeline::lifetime(record, record.rows[1]) == 0s);
}

TEST_CASE("a bar that is still open ends now") {
    timeline::Recorder recorder;
    Script(recorder).create(1, "main").run(1).at(1s).wait(1, "sleep");
    const timeline::Span still = recorder.record().rows[0].spans.back();
    CHECK(still.open);
    CHECK(still.end.time_since_epoch() == 1s);

    // The wall clock goes on; only a bound, because it is real.
    std::this_thread::sleep_for(2ms);
    const timeline::Record later = recorder.record({.speed = 1000});
    CHECK(later.elapsed() >= 3s);
    CHECK(later.rows[0].spans.back().end == later.now);
}

TEST_CASE("the next run starts the recorder afresh") {
    timeline::Recorder recorder;
    for (int i = 0; i < 2; ++i) {
        Script script(recorder);
        script.create(1, "main").run(1).create(2, "a").run(2).at(1s).finish(2).finish(1);
        const timeline::Record record = recorder.record();
        CHECK(record.rows.size() == 2);
        CHECK(record.max_concurrent == 1);
        CHECK(record.elapsed() == 1s);
    }
    recorder.clear();
    CHECK(recorder.record().rows.empty());
}

TEST_CASE("an observer that missed the beginning copes") {
    timeline::Recorder recorder;
    Script script(recorder);
    script.at(1s).run(7).wait(7, "sleep").run(3).wait(3, "lock").at(2s).run(7).finish(7);
    const timeline::Record record = recorder.record();
    REQUIRE(record.rows.size() == 2);
    CHECK(record.rows[0].id == 3);
    CHECK(record.rows[1].state == timeline::State::finished);
    CHECK(record.max_concurrent == 2);
}

TEST_CASE("which rows are shown: the first, or the active and then the latest") {
    using timeline::Prefer;
    const std::vector<char> ended{0, 1, 1, 0, 1, 0, 1, 1};
    using Chosen = std::vector<std::size_t>;
    CHECK(timeline::choose_rows(ended, 3, Prefer::first, true) == Chosen{0, 1, 2});
    CHECK(timeline::choose_rows(ended, 3, Prefer::active, true) == Chosen{0, 3, 5});
    CHECK(timeline::choose_rows(ended, 4, Prefer::active, true) == Chosen{0, 3, 5, 7});
    CHECK(timeline::choose_rows(ended, 2, Prefer::active, false) == Chosen{3, 5});
    CHECK(timeline::choose_rows(ended, 9, Prefer::active, true).size() == 8);
    CHECK(timeline::choose_rows(ended, 0, Prefer::active, true).empty());
}

TEST_CASE("100,000 tasks take proportional time, and a view of them is small") {
    timeline::Recorder recorder;
    Script script(recorder);
    script.create(1, "main").run(1).wait(1, "gather");
    constexpr std::uint64_t last = 100'001;
    const std::clock_t begin = std::clock();
    for (std::uint64_t task = 2; task <= last; ++task)
        script.create(task, "t").run(task).wait(task, "sleep");
    for (std::uint64_t task = 2; task <= last; ++task) script.run(task).finish(task);
    const timeline::Record record =
        recorder.record({.rows = 20, .prefer = timeline::Prefer::active});
    // Quadratic cost would take minutes; the bound leaves room for sanitizers.
    CHECK((std::clock() - begin) / CLOCKS_PER_SEC < 20);
    CHECK(record.rows.size() == 20);
    CHECK(record.hidden_rows == last - 20);
    CHECK(record.max_concurrent == last - 1);
    CHECK(timeline::all_overlap(recorder.record()));
}

TEST_CASE("a task that never stops waking up does not fill the memory, and its bar goes on") {
    timeline::Recorder recorder;
    Script script(recorder);
    script.create(1, "main").create(2, "ticker");
    for (int i = 0; i < 20'000; ++i) script.at(i * 1ms).run(2).wait(2, "sleep");
    script.at(30s).finish(2);
    const timeline::Record record = recorder.record();
    CHECK(record.rows[1].spans.size() == 10'000);
    CHECK(record.spans_dropped == 30'000);
    CHECK(record.rows[1].spans.back().end.time_since_epoch() == 30s);
}

TEST_CASE("another thread may take a record at any moment") {
    timeline::Recorder recorder;
    std::thread looker([&] {
        for (int i = 0; i < 200; ++i) (void)recorder.record({.rows = 10, .speed = 1});
    });
    for (int i = 0; i < 20; ++i) {
        Script script(recorder);
        script.create(1, "main");
        for (std::uint64_t task = 2; task < 100; ++task)
            script.create(task, "t").run(task).wait(task, "x").finish(task);
    }
    looker.join();
    CHECK(recorder.record().rows.size() == 99);
}
