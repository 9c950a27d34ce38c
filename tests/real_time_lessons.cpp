// Nine seconds and three, as they are felt: lessons 01 to 03 in real time and
// at full length, and their Python twins. All run side by side, so that the
// test takes nine seconds. It asserts bounds: a busy machine may be late.
#include <doctest/doctest.h>

#include <future>
#include <nlohmann/json.hpp>
#include <regex>
#include <string>
#include <vector>

#include "process.hpp"

namespace {

// Seconds; on an idle machine a hundredth is enough.
constexpr double allowance = 1.5;
constexpr double allowance_for_starting = 1.5;  // nine processes at once, some under sanitizers

struct Case {
    std::string name;
    double seconds;
    std::future<Outcome> json, text, python;
};

std::future<Outcome> start(std::vector<std::string> args) {
    return std::async(std::launch::async, [args] { return run_program(args); });
}

Case start_all(const std::string& name, double seconds) {
    return {name, seconds, start({lesson_program(name), "--json"}), start({lesson_program(name)}),
            start({"python3", lesson_folder(name) + "/lesson.py"})};
}

void check_about(double seconds, double expected) {
    CHECK(seconds >= expected);
    CHECK(seconds < expected + allowance);
}
void check_wall(const Outcome& run, double expected) {
    CHECK(run.seconds >= expected);
    CHECK(run.seconds < expected + allowance + allowance_for_starting);
}

// The line "elapsed 9.012 s".
double elapsed_of(const std::string& text) {
    std::smatch match;
    REQUIRE(std::regex_search(text, match, std::regex("elapsed ([0-9.]+) s\n$")));
    return std::stod(match[1]);
}

// What was said, without times and tasks: "  0.0 s  Task-2   sleeping for 3 s".
// A task's name takes at least seven columns.
std::vector<std::string> said(const std::string& text) {
    std::vector<std::string> lines;
    const std::regex line("^ *[0-9.]+ s  .{7} *  ([^ ].*)$");
    std::istringstream stream(text);
    for (std::string next; std::getline(stream, next);)
        if (std::smatch match; std::regex_match(next, match, line)) lines.push_back(match[1]);
    return lines;
}

}  // namespace

TEST_CASE("nine seconds take nine, three take three, in C++ and in Python, and say the same") {
    std::vector<Case> cases;
    cases.push_back(start_all("01_await_in_loop", 9));
    cases.push_back(start_all("02_create_then_await", 3));
    cases.push_back(start_all("03_gather", 3));
    for (Case& c : cases) {
        CAPTURE(c.name);
        const Outcome json = c.json.get(), text = c.text.get(), python = c.python.get();
        CHECK_MESSAGE(json.status == 0, json.err);
        CHECK_MESSAGE(text.status == 0, text.err);
        CHECK_MESSAGE(python.status == 0, python.err);

        // By their own clocks, and by ours.
        const auto summary = nlohmann::json::parse(json.out);
        CHECK(summary["clock"] == "real");
        CHECK(summary["sections"].size() == 1);  // near-misses only when asked for
        check_about(summary["elapsed_s"], c.seconds);
        check_about(elapsed_of(python.out), c.seconds);
        check_wall(json, c.seconds);
        check_wall(text, c.seconds);
        check_wall(python, c.seconds);

        CHECK(said(text.out).size() >= 6);
        CHECK(said(text.out) == said(python.out));
    }
}
