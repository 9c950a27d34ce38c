// Nine seconds and three, in real time: each lesson at full length, beside its Python twin. Its
// sections take as long here as under the virtual clock, and both programs say the same. CMake
// registers it once for each lesson, see lessons.hpp; everything that belongs to one lesson runs
// side by side.
#include <doctest/doctest.h>

#include <netdb.h>

#include <algorithm>
#include <fmt/format.h>
#include <fmt/ranges.h>
#include <future>
#include <nlohmann/json.hpp>
#include <optional>
#include <regex>
#include <sstream>
#include <string>
#include <vector>

#include "lessons.hpp"
#include "server_process.hpp"
#include "yardstick.hpp"

using Json = nlohmann::json;

namespace {

// Seconds by which a program may be late on an otherwise idle machine. A hundredth is enough for
// one, but a lesson's programs start at once, and some have sanitizers.
constexpr double lateness = 1;

std::future<Outcome> start(std::vector<std::string> args) {
    return std::async(std::launch::async, [args] { return run_program(args); });
}

/// Whether the lesson takes the address of a server. Its Python twin then needs one.
bool asks_a_server(const std::string& program) {
    return contains(run_program({program, "--help"}).out, "--url");
}

/// Whether the system knows the name localhost. Without /etc/hosts, as in a minimal root, only our
/// own session does.
bool knows_localhost() {
    addrinfo* found = nullptr;
    if (getaddrinfo("localhost", nullptr, nullptr, &found) != 0) return false;
    freeaddrinfo(found);
    return true;
}

/// How long the sections of a run took by its own clock, from --json.
std::vector<double> seconds_in_json(const Outcome& run) {
    REQUIRE_MESSAGE(run.status == 0, run.err);
    CHECK(run.err == "");
    std::vector<double> seconds;
    const Json json = Json::parse(run.out);
    for (const Json& section : json["sections"]) seconds.push_back(section["elapsed_s"]);
    return seconds;
}

/// The same for a twin, which says "elapsed 9.012 s" after each.
std::vector<double> seconds_said(const Outcome& run) {
    REQUIRE_MESSAGE(run.status == 0, run.err);
    std::vector<double> seconds;
    const std::regex line("elapsed ([0-9.]+) s");
    for (std::sregex_iterator at(run.out.begin(), run.out.end(), line), end; at != end; ++at)
        seconds.push_back(std::stod((*at)[1]));
    return seconds;
}

// What was said, without times and names: from "  0.0 s  delay 1  sleeping for 3 s" the part that
// begins with "sleeping". Two or more spaces end a name, which fills seven columns.
std::vector<std::string> said(const std::string& text) {
    std::vector<std::string> lines;
    const std::regex line("^ *[0-9.]+ s  [^ ]+( [^ ]+)*  +([^ ].*)$");
    std::istringstream stream(text);
    for (std::string next; std::getline(stream, next);)
        if (std::smatch match; std::regex_match(next, match, line)) lines.push_back(match[2]);
    return lines;
}

// In any order: in real time, either of two chains of sleeps that end at one instant may be first.
// The right order is tested by each_lesson, under the virtual clock.
std::vector<std::string> said_in_any_order(const std::string& text) {
    auto lines = said(text);
    std::ranges::sort(lines);
    return lines;
}

// The tickets of lesson 06 are numbered by the server, which others use, too.
std::vector<std::string> said_by_a_client(const std::string& text) {
    return said_in_any_order(std::regex_replace(text, std::regex("guest[0-9]+ *"), "guest"));
}

// On a busy machine one instant becomes two: in lesson 14, the first of two tasks that should fail
// at it then cancels the other. So a program that did not say the same is run once more, and then
// again. A real difference shows each time.
using Argv = std::vector<std::string>;
using Said = std::vector<std::string> (*)(const std::string&);
void check_say_the_same(Outcome text, Outcome python, const Argv& program, const Argv& twin,
                        Said said) {
    for (int again = 0; again < 2 && said(text.out) != said(python.out); ++again) {
        auto started = start(program);
        python = run_program(twin);
        text = started.get();
    }
    CHECK_FALSE(said(text.out).empty());
    const auto all_of = [&](const Outcome& run) {
        return fmt::format("{}", fmt::join(said(run.out), "\n"));
    };
    CHECK(all_of(text) == all_of(python));
}

struct Lesson {
    std::string name, program = lesson_program(name);
    std::vector<double> seconds =
        seconds_in_json(run_program({program, "--clock", "virtual", "--json"}));

    [[nodiscard]] std::string twin() const { return lesson_folder(name) + "/lesson.py"; }

    /// By its own clock. Near-misses are included only if they were asked for.
    void check_about(const std::vector<double>& took, const Yardstick& yardstick) const {
        REQUIRE_FALSE(took.empty());
        REQUIRE(took.size() <= seconds.size());
        for (std::size_t i = 0; i < took.size(); ++i) {
            CHECK(took[i] >= seconds[i] - 0.01);  // aiohttp rounds a limit down to a millisecond
            CHECK(took[i] < seconds[i] + yardstick.allow(lateness));
        }
    }
    /// By our clock, which includes the program's start and end.
    void check_wall(const Outcome& run, std::size_t sections, const Yardstick& yardstick) const {
        double all = 0;
        for (std::size_t i = 0; i < sections; ++i) all += seconds[i];
        CHECK(run.seconds >= all - 0.01);
        CHECK(run.seconds < all + yardstick.allow(lateness * 3));
    }
};

}  // namespace

TEST_CASE("in real time a lesson and its twin take as long as they should, and say the same") {
    for (const std::string& name : lessons_with("lesson.cpp")) {
        CAPTURE(name);
        const Lesson lesson{name};
        if (asks_a_server(lesson.program)) continue;
        const Yardstick yardstick;
        auto json = start({lesson.program, "--json"}), text = start({lesson.program});
        auto python = start({"python3", lesson.twin()});

        const Outcome in_json = json.get(), in_text = text.get(), in_python = python.get();
        const auto took = seconds_in_json(in_json), twin_took = seconds_said(in_python);
        lesson.check_about(took, yardstick);
        lesson.check_about(twin_took, yardstick);
        for (const Outcome& run : {in_json, in_text})
            lesson.check_wall(run, took.size(), yardstick);
        // A twin may lack the last sections, where Python has no counterpart.
        lesson.check_wall(in_python, twin_took.size(), yardstick);
        check_say_the_same(in_text, in_python, {lesson.program}, {"python3", lesson.twin()},
                           said_in_any_order);
    }
}

TEST_CASE("a lesson says the same with its own server and with another, and so does its twin") {
    for (const std::string& name : lessons_with("lesson.cpp")) {
        CAPTURE(name);
        const Lesson lesson{name};
        if (!asks_a_server(lesson.program)) continue;
        const Yardstick yardstick;
        ServerProcess server;
        auto own = start({lesson.program, "--json"}), text = start({lesson.program});
        auto other = start({lesson.program, "--json", "--url", server.url});
        // Debian's own python3 has aiohttp, even if another one comes first in PATH.
        auto python = start({"/usr/bin/python3", lesson.twin(), server.url});

        lesson.check_about(seconds_in_json(own.get()), yardstick);
        lesson.check_about(seconds_in_json(other.get()), yardstick);
        const Outcome in_text = text.get(), in_python = python.get();
        if (!knows_localhost()) {
            MESSAGE(
                "this system does not know the name localhost (has it no /etc/hosts?), so "
                "the twin in Python could not ask the server");
            continue;
        }
        lesson.check_about(seconds_said(in_python), yardstick);
        CHECK(in_python.err == "");
        CHECK(said_by_a_client(in_text.out).size() >= 7);
        check_say_the_same(in_text, in_python, {lesson.program},
                           {"/usr/bin/python3", lesson.twin(), server.url}, said_by_a_client);
        CHECK(server.end() == 0);
    }
}
