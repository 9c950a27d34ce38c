// The parts of the Python twins that real_time_lessons leaves out because they take long: here
// their seconds are shortened.
#include <doctest/doctest.h>

#include <regex>
#include <set>
#include <string>
#include <vector>

#include "process.hpp"
#include "yardstick.hpp"

namespace {

std::set<std::string> sleepers(const std::string& text) {
    std::set<std::string> names;
    const std::regex line("(Task-[0-9]+) +sleeping");
    for (std::sregex_iterator at(text.begin(), text.end(), line), end; at != end; ++at)
        names.insert((*at)[1]);
    return names;
}

}  // namespace

TEST_CASE("lesson 02's near-misses take three times as long in Python, too") {
    const std::string shortened =
        "import asyncio, runpy, sys\n"
        "sleep = asyncio.sleep\n"
        "asyncio.sleep = lambda seconds: sleep(seconds / 10)\n"
        "sys.argv = [sys.argv[1], '--near-misses']\n"
        "runpy.run_path(sys.argv[0], run_name='__main__')\n";
    const Yardstick yardstick;
    const Outcome run = run_program(
        {"python3", "-c", shortened, lesson_folder("02_create_then_await") + "/lesson.py"});
    REQUIRE_MESSAGE(run.status == 0, run.err);
    CHECK(run.err == "");

    std::vector<double> elapsed;
    const std::regex line("elapsed ([0-9.]+) s");
    for (std::sregex_iterator at(run.out.begin(), run.out.end(), line), end; at != end; ++at)
        elapsed.push_back(std::stod((*at)[1]));
    REQUIRE(elapsed.size() == 3);
    CHECK(elapsed[0] >= 0.3);
    CHECK(elapsed[0] < 0.3 + yardstick.allow(0.5));
    CHECK(elapsed[1] >= 0.9);
    CHECK(elapsed[2] >= 0.9);
    // Which tasks sleep: only main in the first near-miss, three tasks in the second.
    const auto first = run.out.find("near-miss 1"), second = run.out.find("near-miss 2");
    CHECK(sleepers(run.out.substr(0, first)).size() == 3);
    CHECK(sleepers(run.out.substr(first, second - first)).size() == 1);
    CHECK(sleepers(run.out.substr(second)).size() == 3);
}
