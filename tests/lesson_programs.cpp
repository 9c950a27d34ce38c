// Lessons 01 to 03 as programs, under the virtual clock: their figures, and the flags that all
// lessons have. What holds for every lesson is in each_lesson.cpp.
#include <doctest/doctest.h>

#include <filesystem>
#include <nlohmann/json.hpp>
#include <string>
#include <vector>

#include "places.hpp"
#include "process.hpp"

using Json = nlohmann::json;

namespace {

Json summary(const std::string& name, const std::vector<std::string>& more = {}) {
    std::vector<std::string> args{lesson_program(name), "--clock", "virtual", "--json"};
    args.insert(args.end(), more.begin(), more.end());
    const Outcome run = run_program(args);
    REQUIRE_MESSAGE(run.status == 0, run.err);
    CHECK(run.err == "");
    return Json::parse(run.out);  // throws if there is anything but one value
}

}  // namespace

TEST_CASE("lesson 01 takes exactly 9 s under the virtual clock, one task at a time") {
    const Json json = summary("01_await_in_loop");
    CHECK(json["lesson"] == "01_await_in_loop");
    CHECK(json["clock"] == "virtual");
    CHECK(json["elapsed_s"] == 9.0);
    CHECK(json["max_concurrent"] == 1);
    CHECK(json["reports"] == Json::array());
}

TEST_CASE("lesson 02 takes exactly 3 s, and each near-miss 9 s") {
    const Json json = summary("02_create_then_await");
    CHECK(json["elapsed_s"] == 3.0);
    CHECK(json["max_concurrent"] == 3);
    REQUIRE(json["sections"].size() == 3);
    CHECK(json["sections"][0]["elapsed_s"] == 3.0);
    CHECK(json["sections"][1]["elapsed_s"] == 9.0);
    CHECK(json["sections"][1]["max_concurrent"] == 0);  // no task at all
    CHECK(json["sections"][2]["elapsed_s"] == 9.0);
    CHECK(json["sections"][2]["max_concurrent"] == 1);
    CHECK(json["reports"] == Json::array());
}

TEST_CASE("lesson 03 takes exactly 3 s; the order of ends is not the order of results") {
    const Json json = summary("03_gather");
    CHECK(json["elapsed_s"] == 3.0);
    CHECK(json["max_concurrent"] == 3);
    CHECK(json["results"] == Json{1, 2, 3});
    CHECK(json["finish_order"] == Json{"delay 2", "delay 3", "delay 1"});
}

TEST_CASE("a transcript does not depend on the surroundings") {
    const std::string expected = read_file(lesson_folder("03_gather") + "/expected.txt");
    for (const char* variable : {"LC_ALL=C", "NO_COLOR=1", "CI=true", "TERM=dumb", "COLUMNS=20"})
        CHECK(run_program({lesson_program("03_gather"), "--clock", "virtual"},
                          environment({variable}))
                  .out == expected);
}

TEST_CASE("--svg and --trace write files, and say nothing about it") {
    const std::string folder = scratch("lesson_files");
    std::filesystem::create_directories(folder);
    const std::string svg = folder + "/a.svg", trace = folder + "/a.json";
    const Outcome run = run_program({lesson_program("02_create_then_await"), "--clock", "virtual",
                                     "--svg", svg, "--trace", trace});
    CHECK(run.status == 0);
    CHECK(run.out == read_file(lesson_folder("02_create_then_await") + "/expected.txt"));
    CHECK(contains(read_file(svg), "Lesson 02: create them all, then await"));
    CHECK(contains(read_file(svg), "</svg>"));
    CHECK(Json::parse(read_file(trace))["traceEvents"].size() > 20);
    std::filesystem::remove_all(folder);
}

TEST_CASE("--words says what happened to each task, in one sentence") {
    const Outcome first =
        run_program({lesson_program("01_await_in_loop"), "--clock", "virtual", "--words"});
    CHECK(
        contains(first.out,
                 "delay 2: started at 3 s; waited from 3 s to 6 s for sleep; finished at 6 s.\n"));
}

TEST_CASE("--help lists every flag") {
    const Outcome run = run_program({lesson_program("02_create_then_await"), "--help"});
    CHECK(run.status == 0);
    CHECK(run.err == "");
    for (const char* flag : {"--clock", "--speed", "--svg", "--trace", "--json", "--no-color",
                             "--seed", "--words", "--help", "--near-misses"})
        CHECK_MESSAGE(contains(run.out, flag), flag);
}
