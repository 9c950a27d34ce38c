// The tape of every lesson: `--tape` writes what its author sees, with `--whole-tape` everything.
// Registered once for each lesson, see lessons.hpp.
#include <doctest/doctest.h>

#include <filesystem>
#include <map>
#include <nlohmann/json.hpp>
#include <regex>
#include <set>
#include <sstream>
#include <string>
#include <vector>

#include <book/first_lines.hpp>
#include <terminal/wrap.hpp>
#include <timeline/check_tape.hpp>
#include <timeline/record.hpp>
#include <timeline/tape_file.hpp>
#include <timeline/words.hpp>

#include "lessons.hpp"
#include "places.hpp"
#include "process.hpp"

using Json = nlohmann::json;
using timeline::Tape;

namespace {

std::vector<std::string> lessons() { return lessons_with("lesson.cpp"); }

struct Taped {
    std::string file;
    Outcome run = {};
    [[nodiscard]] std::vector<Tape> tapes() const { return timeline::read_tape_file(file); }
};

Taped taped(const std::string& lesson, const std::vector<std::string>& more) {
    Taped taped{.file = scratch("lesson_tapes_" + lesson).string()};
    std::vector<std::string> args{lesson_program(lesson), "--tape", taped.file};
    args.insert(args.end(), more.begin(), more.end());
    taped.run = run_program(args);
    CHECK_MESSAGE(taped.run.status == 0, taped.run.err);
    return taped;
}

void check_tapes_of(const std::string& lesson, std::vector<std::string> flags) {
    CAPTURE(lesson);
    flags.emplace_back("--whole-tape");
    for (const Tape& tape : taped(lesson, flags).tapes()) {
        CAPTURE(tape.title);
        const auto wrong = timeline::check_tape(tape);
        CHECK_MESSAGE(!wrong, "event ", wrong->event, ": ", wrong->sentence);
    }
}

// Lines of a lesson with these words in the code, comments and strings left out.
std::map<std::uint32_t, std::string> lines_that_wait(const std::string& lesson) {
    static const std::regex text(R"re("(\\.|[^"\\])*")re"), comment("//.*"),
        words(R"re(\b(co_await|create_task|gather|say)\b)re");
    std::map<std::uint32_t, std::string> found;
    std::istringstream stream(read_file(lesson_folder(lesson) + "/lesson.cpp"));
    std::uint32_t number = 0;
    for (std::string line; std::getline(stream, line);) {
        ++number;
        const std::string code =
            std::regex_replace(std::regex_replace(line, text, "\"\""), comment, "");
        if (std::regex_search(code, words))
            found[number] = line.substr(line.find_first_not_of(' '));
    }
    return found;
}

// Lines that no event names, and why.
const std::map<std::string, std::map<std::string, std::string>> unnamed{
    {"04_timeouts",
     {{"lesson::say(fmt::format(", "this runs before the first run, when there is no tape"}}},
    {"12_deadlines",
     {{"lesson::say(\"the inner limit\");",
       "never runs: the outer limit is the one that expires"}}},
    {"15_races",
     {{"if (co_await three_tasks(add_1) != 3)",
       "runs only inside explore_all, whose runs are on no tape"},
      {"lesson::say(fmt::format(\"{} of {} schedules lose an update.\",",
       "this runs between two runs, when there is no tape"}}},
};

}  // namespace

TEST_CASE("every section's tape names itself") {
    for (const std::string& lesson : lessons()) {
        CAPTURE(lesson);
        const auto tapes = taped(lesson, {"--clock", "virtual"}).tapes();
        std::set<std::string> titles;
        for (std::size_t i = 0; i < tapes.size(); ++i) {
            CHECK(tapes[i].number == i + 1);
            CHECK_FALSE(tapes[i].title.empty());
            titles.insert(tapes[i].title);
        }
        CHECK(titles.size() == tapes.size());
    }
}

TEST_CASE("the packed tape takes at most 6 KB") {
    for (const std::string& lesson : lessons()) {
        CAPTURE(lesson);
        const Taped tape = taped(lesson, {"--clock", "virtual"});
        const Outcome packed = run_shell("gzip -9 -c '" + tape.file + "' | wc -c");
        REQUIRE(packed.status == 0);
        CHECK(std::stoi(packed.out) > 100);
        CHECK(std::stoi(packed.out) <= 6 * 1024);
    }
}

TEST_CASE("the whole tape is one that aio could have made, with any clock and schedule") {
    for (const std::string& lesson : lessons()) {
        check_tapes_of(lesson, {"--clock", "virtual"});
        check_tapes_of(lesson, {"--clock", "virtual", "--seed", "7"});
        check_tapes_of(lesson, {"--speed", "30"});
    }
}

TEST_CASE("a line that waits, creates or speaks is named by an event once it has run") {
    for (const std::string& lesson : lessons()) {
        CAPTURE(lesson);
        std::set<std::uint32_t> named;
        for (const Tape& tape : taped(lesson, {"--clock", "virtual"}).tapes())
            for (const timeline::Place& place : tape.places)
                if (place.file == "lessons/" + lesson + "/lesson.cpp") named.insert(place.line);
#ifndef __clang__  // g++ names the line in which a call ends
        const auto source = terminal::lines_of(read_file(lesson_folder(lesson) + "/lesson.cpp"));
        for (const std::uint32_t last : std::set(named))
            named.insert(book::first_line(source, last));
#endif
        const auto excused = unnamed.find(lesson);
        const auto lines = lines_that_wait(lesson);
        CHECK_FALSE(lines.empty());
        for (const auto& [number, line] : lines) {
            const bool is_excused = excused != unnamed.end() && excused->second.contains(line);
            CHECK_MESSAGE(named.contains(number) != is_excused, "line ", number, ": ", line);
        }
    }
}

TEST_CASE("a picture made from the whole tape is the lesson's") {
    for (const std::string& lesson : lessons()) {
        CAPTURE(lesson);
        const Taped told = taped(lesson, {"--clock", "virtual", "--whole-tape", "--words"});
        for (const Tape& tape : told.tapes())
            for (const std::string& row : timeline::in_words(timeline::record_of(tape)))
                CHECK(contains(told.run.out, row.substr(0, row.find(';'))));
    }
}

TEST_CASE("a reader that knows only the documented format finds the lesson's figures") {
    for (const std::string& lesson : lessons()) {
        CAPTURE(lesson);
        for (const bool whole : {false, true}) {
            CAPTURE(whole);
            std::vector<std::string> flags{"--clock", "virtual", "--json"};
            if (whole) flags.emplace_back("--whole-tape");
            const Taped tape = taped(lesson, flags);
            const Outcome read =
                run_program({"python3", NINE_SOURCE_DIR "/tests/tape_reader.py", tape.file});
            REQUIRE_MESSAGE(read.status == 0, read.err);
            const Json found = Json::parse(read.out);
            const Json expected = Json::parse(tape.run.out)["sections"];
            REQUIRE(found.size() == expected.size());
            for (std::size_t i = 0; i < found.size(); ++i)
                for (const char* figure : {"name", "elapsed_s", "max_concurrent", "finish_order"})
                    CHECK(found[i][figure] == expected[i][figure]);
        }
    }
}
