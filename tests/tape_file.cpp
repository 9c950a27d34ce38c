// timeline/tape_file.hpp: what is written can be read again, and anything but a tape is refused in
// one sentence, whoever made it.
#include <doctest/doctest.h>

#include <fstream>
#include <limits>
#include <string>
#include <string_view>

#include <timeline/tape_file.hpp>
#include <timeline/tape_view.hpp>

#include "places.hpp"
#include "tape_programs.hpp"

using namespace std::chrono_literals;
using timeline::Event;
using timeline::Tape;
using timeline::TapeError;

namespace {

const std::string head =
    R"({"tape":2,"title":"t","clock":"simulated","order":"plain","whole":true})"
    "\n";
const std::string end = "{\"e\":\"run ends\",\"at\":0}\n";

// What is wrong with a text; empty if it is a tape.
std::string trouble_with(const std::string& text) {
    try {
        timeline::read_tapes(text);
        return {};
    } catch (const TapeError& error) {
        return error.what();
    }
}

// One line without anything that a terminal would obey.
void is_clear(const std::string& text, const std::string& part) {
    CAPTURE(text);
    CHECK(text.starts_with("tape: "));
    CHECK(text.find(part) != std::string::npos);
    CHECK(text.size() < 300);
    for (const char c : text) CHECK(static_cast<unsigned char>(c) >= ' ');
}

// The tape's tables in the order in which a reader finds them.
Tape sorted(const Tape& tape) { return Tape::read(tape.write()); }

}  // namespace

// --- Round trips -------------------------------------------------------------------

TEST_CASE("a tape that is written and read is the same, event by event, text by text") {
    std::vector<Tape> tapes{tape_of(ordinary()), tape_of(sharing())};
    for (std::uint64_t seed = 1; seed <= 100; ++seed) tapes.push_back(random_tape(seed));
    for (const Tape& tape : tapes) {
        const Tape read = Tape::read(tape.write());
        REQUIRE(read.events.size() == tape.events.size());
        for (std::size_t i = 0; i < tape.events.size(); ++i) {
            Event one = tape.events[i], other = read.events[i];
            REQUIRE(tape.texts[one.text] == read.texts[other.text]);
            REQUIRE(tape.places[one.place] == read.places[other.place]);
            REQUIRE(tape.places[one.seen] == read.places[other.seen]);
            REQUIRE(tape.parts[one.parts] == read.parts[other.parts]);
            for (Event* event : {&one, &other})
                event->text = event->place = event->seen = event->parts = 0;
            REQUIRE(one == other);
        }
        CHECK(read.title == tape.title);
        CHECK(read.write() == tape.write());
        CHECK(sorted(read) == read);
        CHECK(contradiction_in(read) == contradiction_in(tape));
    }
}

TEST_CASE("every field survives, whatever is in it") {
    Tape tape = Tape::read(head + end);
    tape.title = "\"quoted\", two\nlines, a tab\t, a zero byte and \xE2\x9C\x93";
    tape.title += '\0';
    tape.number = 7;
    tape.clock = aio::Clock::real;
    tape.order = timeline::Order::another;
    tape.whole = false;
    tape.texts.push_back(tape.title);
    tape.places.push_back(timeline::Place::make("a b.cpp", 7, "operator\"\"_s", true));
    tape.places.push_back(timeline::Place::make("b.cpp", 0, "", false));
    tape.parts.push_back({1, -2, 3});
    Event event{.kind = Event::Kind::waiting,
                .why = aio::Cause::thread,
                .hidden = true,
                .threw = true,
                .task = 1,
                .by = 2,
                .frame = 3,
                .caller = 4,
                .number = 5,
                .what = 6,
                .place = 1,
                .seen = 2,
                .text = 1,
                .parts = 1,
                .level = 7,
                .most = std::numeric_limits<std::uint32_t>::max(),
                .when = aio::time_point(aio::duration(-5)),
                .until = aio::time_point(aio::duration::max())};
    tape.events.insert(tape.events.begin(), event);
    CHECK(Tape::read(tape.write()) == tape);
}

TEST_CASE("a file may hold several tapes; Tape::read takes one") {
    const std::string two = tape_of(ordinary()).write() + random_tape(3).write();
    const auto tapes = timeline::read_tapes(two);
    REQUIRE(tapes.size() == 2);
    CHECK(tapes[0].write() + tapes[1].write() == two);
    CHECK_THROWS_AS(Tape::read(two), TapeError);
}

// --- What is not a tape ------------------------------------------------------------

TEST_CASE("another version is refused, and its number is named beside ours") {
    is_clear(trouble_with("{\"tape\":3,\"title\":\"t\"}\n" + end),
             "line 1: the tape's version is 3, and this program reads version 2");
    is_clear(trouble_with("{\"tape\":\"2\"}\n"), "not a number");
}

TEST_CASE("a tape that is cut short anywhere is reported as cut short") {
    const std::string text = tape_of(ordinary()).write();
    for (std::size_t size = 0; size < text.size(); size += 1 + size / 97) {
        CAPTURE(size);
        const std::string told = trouble_with(text.substr(0, size));
        CHECK(told.starts_with("tape: "));
        if (size > head.size()) CHECK(told.find("cut short") != std::string::npos);
    }
    is_clear(trouble_with(""), "there is no tape: the text is empty");
}

TEST_CASE("text that is not UTF-8, not JSON, or not an object of plain values is refused") {
    is_clear(trouble_with(head + "{\"e\":\"note\",\"at\":0,\"text\":\"\xff\xfe\"}\n" + end),
             "line 2: ");
    is_clear(trouble_with(std::string("\x89PNG\r\n\x1a\n\0\0", 10)), "line 1: ");
    is_clear(trouble_with(head + "[1,2]\n"), "line 2: this is not a JSON object in UTF-8");
    is_clear(trouble_with(head + "{\"e\":{\"e\":{\"e\":0}},\"at\":0}\n"), "nested");
    is_clear(trouble_with(head + "{\"parts\":" + std::string(100'000, '[') + "\n"), "nested");
}

TEST_CASE("unknown keys, kinds and values are refused, each by its name") {
    const auto event = [](const std::string& rest) {
        return trouble_with(head + "{\"e\":\"turn\",\"at\":0" + rest + "}\n" + end);
    };
    CHECK(event("") == "");
    is_clear(event(",\"colour\":1"), "the key \"colour\" is unknown");
    is_clear(event(",\"number\":1,\"number\":1"), "the key \"number\" comes twice");
    is_clear(event(",\"number\":-1"), "the value of \"number\" is not allowed");
    is_clear(event(",\"number\":1.5"), "\"number\"");
    is_clear(event(",\"number\":99999999999"), "\"number\"");
    is_clear(event(",\"why\":\"fate\""), "\"why\"");
    is_clear(event(",\"until\":9223372036854775808"), "\"until\"");
    is_clear(event(",\"place\":7"), "place 7 has not been defined");
    is_clear(event(",\"parts\":[0]"), "\"parts\"");
    is_clear(event(",\"hidden\":1"), "\"hidden\"");
    is_clear(trouble_with(head + "{\"e\":\"leap\",\"at\":0}\n"), "\"e\"");
    is_clear(trouble_with(head + "{\"e\":\"turn\"}\n"), "no time");
    is_clear(trouble_with(head + "{\"at\":0}\n"), "neither an event");
    is_clear(trouble_with(end), "a tape begins with");
    is_clear(trouble_with(head + end + end), "after the tape's end");
    is_clear(trouble_with("{\"tape\":2,\"mood\":\"good\"}\n"), "\"mood\"");
    is_clear(trouble_with(head + "{\"e\":\"turn\",\"at\":0,\"a\\u001b[31mb\":1}\n"), "unknown");
}

TEST_CASE("frames that await each other in a circle are refused") {
    const auto frames = [](const std::string& events) { return trouble_with(head + events + end); };
    const std::string first = "{\"e\":\"created\",\"at\":0,\"task\":1,\"frame\":1}\n";
    const auto entered = [](int frame, int caller) {
        return "{\"e\":\"frame entered\",\"at\":0,\"frame\":" + std::to_string(frame) +
               ",\"caller\":" + std::to_string(caller) + "}\n";
    };
    const auto returned = [](int frame) {
        return "{\"e\":\"frame returned\",\"at\":0,\"frame\":" + std::to_string(frame) + "}\n";
    };
    CHECK(frames(first + entered(2, 1) + entered(3, 2)) == "");
    is_clear(frames(first + entered(1, 1)), "frame 1 begins a second time");
    is_clear(frames(first + entered(2, 3)), "frame 3 awaits before it has begun");
    is_clear(frames(first + entered(2, 1) + entered(3, 2) + entered(2, 3)), "begins a second time");
    is_clear(frames(first + entered(2, 1) + entered(3, 2) + returned(2) + entered(2, 3)),
             "frame 2 awaits itself");
}

TEST_CASE("more than a tape can be is refused before memory is taken for it") {
    is_clear(trouble_with(head + "{\"e\":\"note\",\"at\":0,\"text\":\"" +
                          std::string(timeline::most_line_bytes, 'x') + "\"}\n"),
             "line 2: the line is longer than 16 MiB");
    const std::string huge(timeline::most_tape_bytes + 1, ' ');
    is_clear(trouble_with(huge), "longer than 256 MiB");
}

TEST_CASE("a file of 2 GB is refused, without being read to its end") {
    const auto path = scratch("tape_file_2_gb");
    std::ofstream(path) << head;
    std::filesystem::resize_file(path, std::uintmax_t{2} << 30);  // sparse: takes no room
    CHECK_THROWS_WITH_AS(timeline::read_tape_file(path),
                         "tape: the text is longer than 256 MiB, which no tape is", TapeError);
    std::filesystem::remove(path);
    CHECK_THROWS_AS(timeline::read_tape_file(path), std::system_error);
    CHECK_THROWS_AS(timeline::read_tape_file("/"), std::system_error);
}

TEST_CASE("a file is written whole and read again") {
    const auto path = scratch("tape_file_two");
    timeline::write_tapes(path, {tape_of(ordinary()), random_tape(2)});
    const auto tapes = timeline::read_tape_file(path);
    REQUIRE(tapes.size() == 2);
    CHECK(tapes[1].write() == random_tape(2).write());
}
