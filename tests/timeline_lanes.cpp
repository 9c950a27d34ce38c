// lib/aio/lane.hpp, and how the timeline shows what is not a task: connections.
#include <doctest/doctest.h>

#include <algorithm>
#include <optional>

#include <aio/aio.hpp>
#include <aio/extend.hpp>
#include <aio/lane.hpp>
#include <timeline/labels.hpp>
#include <timeline/timeline.hpp>

using namespace std::chrono_literals;

namespace {

// Opens for 1 s, carries a request for 3 s, is idle for 2 s, carries another for
// 2 s; a second one is cut off.
aio::Coroutine<> two_connections() {
    aio::Lane first("connection");
    co_await aio::sleep(1s);
    first.busy("/a?page=1");
    co_await aio::sleep(3s);
    first.idle();
    aio::Lane second("connection");
    co_await aio::sleep(2s);
    first.busy("/b");
    aio::Lane moved = std::move(first);
    second.busy("/c");
    co_await aio::sleep(2s);
    moved.idle();
}

template <class Program>
timeline::Record record_of(Program program) {
    timeline::Recorder recorder;
    aio::run(program(), {.clock = aio::Clock::simulated, .observer = &recorder});
    return recorder.record();
}

}  // namespace

TEST_CASE("a lane is a row of its own, and not a task") {
    const timeline::Record record = record_of(two_connections);
    CHECK(record.rows.size() == 1);
    CHECK(record.max_concurrent == 0);
    CHECK(record.lanes_opened == 2);
    REQUIRE(record.lanes.size() == 2);
    const timeline::Row& first = record.lanes[0];
    CHECK(first.name == "connection 1");
    CHECK_FALSE(first.is_main());
    CHECK(first.started->when == aio::time_point(1s));
    REQUIRE(first.spans.size() == 4);
    CHECK(first.spans[0].detail == "/a?page=1");
    CHECK(first.spans[0].end == aio::time_point(4s));
    CHECK(first.spans[1].state == timeline::State::waiting);
    CHECK(first.spans[2].begin == aio::time_point(6s));
    CHECK(first.state == timeline::State::finished);
    CHECK(record.lanes[1].state == timeline::State::cancelled);
    CHECK(timeline::finish_order(record).empty());
    CHECK(timeline::still_alive(record) == 0);
}

TEST_CASE("lanes are drawn below the tasks, with what they carry") {
    const std::string text = timeline::draw_text(record_of(two_connections), {.width = 80});
    CAPTURE(text);
    CHECK(text.find("connection 1 ·") != text.npos);
    CHECK(text.find("/a?page=1█") != text.npos);
    CHECK(text.find("░/b█") != text.npos);
    CHECK(text.find("connection 2 ") > text.find("connection 1 "));
    CHECK(text.find("connections: · opening  █ a request  ░ idle  ● closed  ⊘ cut off\n") !=
          text.npos);
    CHECK(text.find("total 8.000 s, no task besides main, 2 connections\n") != text.npos);

    const std::string ascii =
        timeline::draw_text(record_of(two_connections), {.width = 80, .unicode = false});
    for (const char c : ascii) CHECK(static_cast<unsigned char>(c) < 128);
    CHECK(ascii.find("/a?page=1#") != ascii.npos);
}

TEST_CASE("no line is longer than the width, even with lanes") {
    const timeline::Record record = record_of(two_connections);
    for (int width = 20; width < 120; ++width)
        for (const std::string& line : timeline::draw(record, {.width = width}))
            CHECK(static_cast<int>(std::count_if(line.begin(), line.end(), [](char c) {
                      return (static_cast<unsigned char>(c) & 0xC0) != 0x80;
                  })) <= width);
}

TEST_CASE("when rows are few, tasks and lanes share them") {
    const auto many = []() -> aio::Coroutine<> {
        std::vector<aio::Lane> lanes;
        for (int i = 0; i < 50; ++i) lanes.emplace_back("connection");
        std::vector<aio::Coroutine<>> tasks;
        for (int i = 0; i < 50; ++i) tasks.push_back(aio::sleep(1s));
        co_await aio::gather(std::move(tasks));
    };
    const std::string text = timeline::draw_text(record_of(many), {.max_rows = 10});
    CHECK(text.find("connection 5 ") != text.npos);
    CHECK(text.find("connection 6 ") == text.npos);
    CHECK(text.find("… and 91 more\n") != text.npos);
    const std::string svg = timeline::svg("t", {{"s", record_of(many)}}, {.max_rows = 10});
    CHECK(svg.find(">connection 5<") != svg.npos);
    CHECK(svg.find("… and 91 more") != svg.npos);
}

TEST_CASE("a label is as long as there is room for, and never fills the bar") {
    const auto label = [](const char* target, int columns) {
        return timeline::fitting_label(target, columns, true);
    };
    CHECK(label("/delay/0.5?page=3", 20) == "/delay/0.5?page=3");
    CHECK(label("/delay/0.5?page=3", 19) == "/delay/0.5");
    CHECK(label("/delay/0.5?page=3", 12) == "/…3");
    CHECK(label("/delay/0.5?page=3", 5) == "/…3");
    CHECK(label("/delay/0.5?page=3", 4) == "");
    CHECK(timeline::fitting_label("/delay/0.5?page=3", 5, false) == "/~3");
    CHECK(label("/profile", 11) == "/profile");
    CHECK(label("/profile", 10) == "");
    CHECK(label("/", 2) == "/");
    CHECK(label("/\x1b[31m", 30).find('\x1b') == std::string::npos);
    CHECK(label("", 5) == "");
}

TEST_CASE("a label is always a path, however little room there is") {
    for (int columns = 0; columns < 40; ++columns)
        for (const char* target : {"/login", "/delay/0.5?page=3", "/a/b/c?d=e", "/?x=1", "/é/ü"}) {
            const std::string label = timeline::fitting_label(target, columns, true);
            CAPTURE(label);
            CHECK((label.empty() || label.starts_with('/')));
        }
}

TEST_CASE("two requests without a pause between them do not look like one") {
    const auto program = []() -> aio::Coroutine<> {
        aio::Lane lane("connection");
        lane.busy("/a/long/path/0");
        co_await aio::sleep(1s);
        lane.busy("/a/long/path/1");
        co_await aio::sleep(1s);
        lane.idle();
        co_await aio::sleep(18s);
    };
    const auto lines = timeline::draw(record_of(program), {.width = 80});
    CHECK(lines[1].find("███|██░") != lines[1].npos);
}

TEST_CASE("a lane is silent without an observer, outside a loop, and after it") {
    aio::Lane outside("connection");
    CHECK_FALSE(outside.is_watched());
    outside.busy("x");
    std::optional<aio::Lane> kept;
    const auto program = [&]() -> aio::Coroutine<> {
        kept.emplace("connection");
        co_return;
    };
    aio::run(program(), {.clock = aio::Clock::simulated});
    CHECK_FALSE(kept->is_watched());
    timeline::Recorder recorder;
    aio::run(program(), {.clock = aio::Clock::simulated, .observer = &recorder});
    CHECK(kept->is_watched());
    kept.reset();  // the loop is gone: nobody to tell
    CHECK_FALSE(recorder.record().lanes[0].ended);
}

TEST_CASE("a hidden task stays out of the record") {
    const auto program = []() -> aio::Coroutine<> {
        auto hidden = aio::extend::create_hidden_task(aio::sleep(1s), "server");
        auto shown = aio::create_task(aio::sleep(2s), "shown");
        co_await hidden;
        co_await shown;
    };
    const timeline::Record record = record_of(program);
    REQUIRE(record.rows.size() == 2);
    CHECK(record.rows[1].name == "shown");
    CHECK(record.max_concurrent == 1);
}
