// The lessons as programs, under the virtual clock: the figures exactly, and
// what they print byte for byte. All that stands here holds for every lesson.
#include <doctest/doctest.h>

#include <algorithm>
#include <filesystem>
#include <nlohmann/json.hpp>
#include <string>
#include <vector>

#include "places.hpp"
#include "process.hpp"

using Json = nlohmann::json;

namespace {

std::vector<std::string> lessons() {
    std::vector<std::string> names;
    for (const auto& entry : std::filesystem::directory_iterator(NINE_SOURCE_DIR "/lessons"))
        if (std::filesystem::exists(entry.path() / "lesson.cpp"))
            names.push_back(entry.path().filename());
    std::sort(names.begin(), names.end());
    return names;
}

Json summary(const std::string& name, const std::vector<std::string>& more = {}) {
    std::vector<std::string> args{lesson_program(name), "--clock", "virtual", "--json"};
    args.insert(args.end(), more.begin(), more.end());
    const Outcome run = run_program(args);
    REQUIRE_MESSAGE(run.status == 0, run.err);
    CHECK(run.err == "");
    return Json::parse(run.out);  // throws if there is anything but one value
}

std::vector<std::string> lines_of(const std::string& text) {
    std::vector<std::string> lines;
    std::istringstream stream(text);
    for (std::string line; std::getline(stream, line);) lines.push_back(line);
    return lines;
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

TEST_CASE("the figures do not depend on the schedule") {
    for (const char* seed : {"1", "7", "18446744073709551615"}) {
        CHECK(summary("01_await_in_loop", {"--seed", seed})["elapsed_s"] == 9.0);
        CHECK(summary("02_create_then_await", {"--seed", seed})["elapsed_s"] == 3.0);
        CHECK(summary("03_gather", {"--seed", seed})["results"] == Json{1, 2, 3});
    }
}

TEST_CASE("a lesson prints what its expected.txt says, byte for byte") {
    for (const std::string& name : lessons()) {
        CAPTURE(name);
        const Outcome run = run_program({lesson_program(name), "--clock", "virtual"});
        CHECK(run.status == 0);
        CHECK(run.err == "");
        CHECK(run.out == read_file(lesson_folder(name) + "/expected.txt"));
        CHECK(run.seconds < 2);
    }
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

TEST_CASE("--words tells each timeline, and draws nothing") {
    for (const std::string& name : lessons()) {
        CAPTURE(name);
        const Outcome run = run_program({lesson_program(name), "--clock", "virtual", "--words"});
        CHECK(run.status == 0);
        for (const char c : run.out) REQUIRE(static_cast<unsigned char>(c) < 0x80);
        for (const std::string& line : lines_of(run.out)) CHECK(line.size() <= 80);
        // The rest is as it is with pictures: what is said and when, and why it took so long.
        const Outcome drawn = run_program({lesson_program(name), "--clock", "virtual"});
        for (const std::string& line : lines_of(drawn.out)) {
            const bool is_said = line.size() > 8 && line.substr(5, 3) == " s ";
            if (is_said || line.starts_with("total ") || line.starts_with("Why "))
                if (line.find("│") == line.npos)
                    CHECK_MESSAGE(contains(run.out, line + "\n"), line);
        }
    }
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

TEST_CASE("every lesson has its text, its twin, its transcript and its page for the teacher") {
    CHECK(lessons().size() >= 3);
    for (const std::string& name : lessons())
        for (const char* file : {"lesson.cpp", "lesson.py", "expected.txt", "teacher.md"})
            CHECK_MESSAGE(std::filesystem::exists(lesson_folder(name) + "/" + file), name << file);
}

TEST_CASE("a lesson's text can be shown beside its comments, and projected") {
    for (const std::string& name : lessons()) {
        CAPTURE(name);
        const std::string text = read_file(lesson_folder(name) + "/lesson.cpp");
        CHECK(text.starts_with("// Lesson " + name.substr(0, 2)));
        double comments = 0, all = 0;
        for (const std::string& line : lines_of(text)) {
            CHECK_MESSAGE(line.size() <= 68, line);
            if (line.empty()) continue;
            ++all;
            if (line.find("//") == line.find_first_not_of(' ')) ++comments;
        }
        CHECK(comments / all > 0.2);
        CHECK(comments / all < 0.5);
    }
}
