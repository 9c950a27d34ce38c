// How the timeline shows locks, semaphores and queues that have names, frames, and who waits
// for whom in a deadlock: timeline/shared.hpp.
#include <doctest/doctest.h>

#include <algorithm>
#include <chrono>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include <aio/aio.hpp>
#include <terminal/width.hpp>
#include <timeline/timeline.hpp>

using namespace std::chrono_literals;

namespace {

template <class Program>
timeline::Record record_of(Program program) {
    timeline::Recorder recorder;
    try {
        aio::run(program(), {.clock = aio::Clock::simulated, .observer = &recorder});
    } catch (const aio::DeadlockError&) {
    }
    return recorder.record();
}

aio::Coroutine<> use(aio::Lock& lock, std::chrono::seconds time) {
    auto held = co_await lock.hold();
    co_await aio::sleep(time);
}

// The lock: one for 1 s, two for 2 s. Two of three places for 2 s, and one until 3 s. The
// queue, with room for two: 2 for 1 s, 1 for 1 s.
aio::Coroutine<> sharing() {
    aio::Lock door("door"), unnamed;
    aio::Semaphore places(3, "places");
    aio::Queue<int> jobs(2, "jobs");
    const auto sit = [&](std::chrono::seconds time) -> aio::Coroutine<> {
        auto place = co_await places.hold();
        co_await aio::sleep(time);
    };
    auto one = aio::create_task(use(door, 1s), "one"), two = aio::create_task(use(door, 2s), "two");
    co_await jobs.put(1);
    co_await jobs.put(2);
    co_await aio::gather(sit(2s), sit(3s), use(unnamed, 3s), [&]() -> aio::Coroutine<> {
        co_await aio::sleep(1s);
        co_await jobs.get();
        co_await aio::sleep(1s);
        co_await jobs.get();
    }());
    co_await aio::gather(one, two);
}

aio::Coroutine<> cross(aio::Lock& first, aio::Lock& second) {
    auto one = co_await first.hold();
    co_await aio::sleep(1s);
    auto other = co_await second.hold();
}
aio::Coroutine<> crossed_once() {
    aio::Lock a, b;
    co_await cross(a, b);
}
aio::Coroutine<> crossed() {
    aio::Lock a("A"), b("B");
    auto x = aio::create_task(cross(a, b), "x"), y = aio::create_task(cross(b, a), "y");
    co_await aio::gather(x, y);
}

std::vector<std::string> tasks_in(const std::optional<timeline::Deadlock>& deadlock) {
    std::vector<std::string> names;
    if (deadlock)
        for (const auto& link : deadlock->ring) names.push_back(link.task);
    return names;
}

std::string times(int n, const std::string& text) {
    std::string all;
    for (int i = 0; i < n; ++i) all += text;
    return all;
}

// The lines from the one that begins with this on.
std::vector<std::string> lines_from(std::vector<std::string> lines, const std::string& begin) {
    const auto found = std::ranges::find_if(
        lines, [&](const std::string& line) { return line.starts_with(begin); });
    return {found, lines.end()};
}

}  // namespace

// --- Locks, semaphores, queues -----------------------------------------------------

TEST_CASE("a named lock, semaphore or queue has a row, with its holder or level") {
    const timeline::Record record = record_of(sharing);
    REQUIRE(record.tracks.size() == 3);
    const auto lines = lines_from(timeline::draw(record, {.width = 72}), "jobs");
    REQUIRE(lines.size() > 3);
    CHECK(lines[0] == "jobs   2" + times(19, "▇") + "1" + times(20, "▄") + "0" + times(19, "▁"));
    CHECK(lines[1] == "door   one" + times(17, "▇") + "two" + times(38, "▇"));
    CHECK(lines[2] == "places 2" + times(40, "▅") + "1" + times(19, "▃"));
}

TEST_CASE("a very short hold leaves a mark, even at the very end") {
    for (const auto brief : {0ns, 1000ns}) {
        const auto record = record_of([=]() -> aio::Coroutine<> {
            aio::Lock door("door");
            co_await aio::sleep(4s);
            {
                auto held = co_await door.hold();
            }
            co_await aio::sleep(4s);
            auto held = co_await door.hold();
            co_await aio::sleep(brief);
        });
        const auto lines = lines_from(timeline::draw(record, {.width = 40}), "door");
        CHECK(lines.front().starts_with("door"));
        CHECK(std::string_view(lines.front()).ends_with("│"));
        CHECK(lines.front().find("│") < lines.front().size() - 10);
        const std::string svg = timeline::svg("t", {{"s", record}});
        std::size_t marks = 0;
        for (auto at = svg.find("\"level\""); at != svg.npos; at = svg.find("\"level\"", at + 1))
            ++marks;
        CHECK(marks == 2);
    }
}

TEST_CASE("rows keep their width, even if names and numbers have no room or are wide") {
    const auto record = record_of([]() -> aio::Coroutine<> {
        aio::Lock door("a door with a name that is very long indeed");
        aio::Queue<int> jobs(0, "jobs");
        for (int i = 0; i < 2000; ++i) co_await jobs.put(i);
        co_await aio::create_task(use(door, 1s), "東京 と 大阪");
        for (int i = 0; i < 1500; ++i) co_await jobs.get();
        co_await aio::sleep(1s);
    });
    for (int width = 20; width < 130; ++width)
        for (const std::string& line : timeline::draw(record, {.width = width}))
            CHECK(terminal::columns_of(line) <= width);
}

TEST_CASE("in words a track says what lasted, and skips what took no time") {
    const auto words = timeline::in_words(record_of(sharing));
    const auto has = [&](const std::string& text) {
        CHECK_MESSAGE(std::ranges::count(words, text) == 1, text);
    };
    has("jobs (a queue, room for 2): 2 in it from 0 s to 1 s; 1 in it from 1 s to 2 s; empty from "
        "2 s to 3 s.");
    has("door (a lock): held by one from 0 s to 1 s; held by two from 1 s to 3 s.");
    has("places (a semaphore, 3 places): 2 taken from 0 s to 2 s; 1 taken from 2 s to 3 s.");
}

TEST_CASE("frames are drawn and described on request, from making to destruction") {
    const auto program = []() -> aio::Coroutine<> {
        co_await aio::create_task(crossed_once());
        co_await aio::sleep(1s);
    };
    const timeline::Record record = record_of(program);
    CHECK(timeline::draw_text(record, {.width = 60}).find("frame ") == std::string::npos);
    const std::string text = timeline::draw_text(record, {.width = 80, .frames = true});
    CAPTURE(text);
    CHECK(text.find("frame crossed_once ├") != text.npos);
    CHECK(text.find("├─┤ a frame, from its making to its destruction\n") != text.npos);
    const auto words = timeline::in_words(record, {.frames = true});
    CHECK(std::ranges::count(words, "frame of crossed_once: made at 0 s; destroyed at 1 s.") == 1);
}

// --- Deadlocks ----------------------------------------------------------------------

TEST_CASE("a deadlock over locks is a ring: who holds what, and waits for what, at which line") {
    const timeline::Record record = record_of(crossed);
    REQUIRE(tasks_in(record.deadlock) == std::vector<std::string>{"x", "y"});
    const timeline::Deadlock::Link& x = record.deadlock->ring[0];
    CHECK(x.holds == "the lock 'A'");
    CHECK(x.waits_for == "the lock 'B'");
    CHECK(x.taken_at.line + 2 == x.waits_at.line);
    CHECK(record.deadlock->when == aio::time_point(1s));

    const std::string first = std::to_string(x.taken_at.line),
                      second = std::to_string(x.waits_at.line);
    const auto at = [](const std::string& line) { return "timeline_shared.cpp:" + line; };
    CHECK(lines_from(timeline::draw(record, {.width = 80}), "Who") ==
          std::vector<std::string>{
              "Who waits for whom:", "┌─→ x holds the lock 'A', taken at " + at(first),
              "│     │ waits for the lock 'B' at " + at(second), "│     ↓",
              "│   y holds the lock 'B', taken at " + at(first),
              "│     │ waits for the lock 'A' at " + at(second), "└─────┘"});
    const auto words = lines_from(timeline::in_words(record), "Who");
    REQUIRE(words.size() == 3);
    CHECK(words[1] == "x waits for the lock 'B' at " + at(second) + "; y holds it, taken at " +
                          at(first) + ".");
    const std::string svg = timeline::svg("t", {{"s", record}});
    CHECK(svg.find(">holds the lock 'A', taken at ") != svg.npos);
    CHECK(svg.find(words[2].substr(0, 10)) != svg.npos);
}

TEST_CASE("a task that takes a lock twice waits for itself") {
    const auto record = record_of([]() -> aio::Coroutine<> {
        aio::Lock lock;
        auto once = co_await lock.hold();
        auto twice = co_await lock.hold();
    });
    REQUIRE(tasks_in(record.deadlock) == std::vector<std::string>{"main"});
    CHECK(record.deadlock->ring[0].holds == "a lock");
    CHECK(timeline::draw(record, {.width = 80}).back() == "└─────┘");
}

TEST_CASE(
    "a task that waits for one that needs what it holds is in the ring, even through a gather") {
    const auto record = record_of([]() -> aio::Coroutine<> {
        aio::Semaphore one(1);
        auto held = co_await one.hold();
        co_await aio::gather(aio::sleep(1s),
                             [&]() -> aio::Coroutine<> { auto also = co_await one.hold(); }());
    });
    REQUIRE(tasks_in(record.deadlock) == std::vector<std::string>{"main", "Task-3"});
    CHECK(record.deadlock->ring[0].holds == "a place of a semaphore");
    CHECK(record.deadlock->ring[1].holds == "");
}

TEST_CASE("some deadlocks have no ring: a lock whose holder has ended, an event nobody sets") {
    CHECK_FALSE(record_of([]() -> aio::Coroutine<> {
                    aio::Lock lock;
                    co_await aio::create_task(lock.acquire());
                    co_await lock.acquire();
                }).deadlock);
    CHECK_FALSE(record_of([]() -> aio::Coroutine<> {
                    aio::Event never;
                    co_await never.wait();
                }).deadlock);
}

TEST_CASE("a long ring is cut, and no line of one is wider than asked") {
    const auto record = record_of([]() -> aio::Coroutine<> {
        std::vector<std::unique_ptr<aio::Lock>> forks;
        for (int i = 0; i < 100; ++i) forks.push_back(std::make_unique<aio::Lock>());
        std::vector<aio::Coroutine<>> philosophers;
        for (std::size_t i = 0; i < forks.size(); ++i)
            philosophers.push_back(cross(*forks[i], *forks[(i + 1) % forks.size()]));
        co_await aio::gather(std::move(philosophers));
    });
    CHECK(tasks_in(record.deadlock).size() == 100);
    const auto lines = lines_from(timeline::draw(record, {.width = 80, .unicode = false}), "Who");
    CHECK(std::ranges::count(lines, "|   ... and 92 more") == 1);
    CHECK(lines.size() < 40);
    for (int width = 20; width < 100; ++width)
        for (const std::string& line : timeline::draw(record, {.width = width, .unicode = false}))
            CHECK(static_cast<int>(line.size()) <= width);
    CHECK(timeline::svg("t", {{"s", record}}).size() < 40'000);
}
