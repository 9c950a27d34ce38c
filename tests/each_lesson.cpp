// What holds for every lesson, as a program under the virtual clock and as files. Nothing here
// knows a lesson by name; CMake registers this test once for each, see lessons.hpp.
#include <doctest/doctest.h>

#include <filesystem>
#include <nlohmann/json.hpp>
#include <regex>
#include <sstream>
#include <string>
#include <vector>

#include "lessons.hpp"
#include "process.hpp"

using Json = nlohmann::json;

namespace {

std::vector<std::string> lessons() { return lessons_with("lesson.cpp"); }

Outcome simulated(const std::string& lesson, const std::vector<std::string>& more = {}) {
    std::vector<std::string> args{lesson_program(lesson), "--clock", "virtual"};
    args.insert(args.end(), more.begin(), more.end());
    return run_program(args);
}

std::vector<std::string> lines_of(const std::string& text) {
    std::vector<std::string> lines;
    std::istringstream stream(text);
    for (std::string line; std::getline(stream, line);) lines.push_back(line);
    return lines;
}

}  // namespace

TEST_CASE("a lesson has its text, its twin, its transcript, its page for the teacher, its place") {
    for (const std::string& lesson : lessons()) {
        CAPTURE(lesson);
        for (const char* file : {"lesson.cpp", "lesson.py", "expected.txt", "teacher.md"})
            CHECK_MESSAGE(std::filesystem::exists(lesson_folder(lesson) + "/" + file), file);
        CHECK(contains(read_file(NINE_SOURCE_DIR "/README.md"), lesson));
    }
}

TEST_CASE("a teacher's page has minutes that add up, the questions, and each wrong answer's file") {
    const std::regex minutes(R"(\*\*(\d+) minutes with the exercise, (\d+) without\.\*\*)");
    const std::regex exercise(R"(## The exercise\n\*\*(\d+) minutes)");
    for (const std::string& lesson : lessons()) {
        CAPTURE(lesson);
        const std::string page = read_file(lesson_folder(lesson) + "/teacher.md");
        std::smatch all, its;
        REQUIRE(std::regex_search(page, all, minutes));
        REQUIRE(std::regex_search(page, its, exercise));
        CHECK(std::stoi(all[1]) == std::stoi(all[2]) + std::stoi(its[1]));
        CHECK(contains(page, "(questions.md)"));
        for (const auto& entry : std::filesystem::directory_iterator(lesson_folder(lesson)))
            if (const std::string file = entry.path().filename(); file.starts_with("wrong_"))
                CHECK_MESSAGE(contains(page, "](" + file + ")"), file);
    }
}

namespace {

// What was compiled with g++ gives the last line of a coroutine for its first: there, without
// lines.
std::string comparable(const std::string& text) {
#ifdef __clang__
    return text;
#else
    return std::regex_replace(text, std::regex("lesson\\.cpp:[0-9]+"), "lesson.cpp");
#endif
}

}  // namespace

TEST_CASE("a lesson prints what its expected.txt says, byte for byte") {
    for (const std::string& lesson : lessons()) {
        CAPTURE(lesson);
        const Outcome run = simulated(lesson);
        CHECK(run.status == 0);
        CHECK(run.err == "");
        CHECK(comparable(run.out) ==
              comparable(read_file(lesson_folder(lesson) + "/expected.txt")));
    }
}

TEST_CASE("a lesson's seconds do not depend on the schedule, and only what it shows is reported") {
    for (const std::string& lesson : lessons()) {
        CAPTURE(lesson);
        // Some lessons are about a mistake, and show its report.
        std::size_t shown = 0;
        for (const std::string& line : lines_of(read_file(lesson_folder(lesson) + "/expected.txt")))
            if (line.starts_with("report: ")) ++shown;
        const auto seconds_with = [&](const char* seed) {
            const Outcome run = simulated(lesson, {"--json", "--seed", seed});
            REQUIRE_MESSAGE(run.status == 0, run.err);
            const Json json = Json::parse(run.out);  // throws if there is anything but one value
            CHECK(json["lesson"] == lesson);
            CHECK(json["clock"] == "virtual");
            CHECK(json["reports"].size() == shown);
            CHECK(json["elapsed_s"] == json["sections"][0]["elapsed_s"]);
            std::vector<double> seconds;
            for (const Json& section : json["sections"]) seconds.push_back(section["elapsed_s"]);
            return seconds;
        };
        const auto expected = seconds_with("0");
        for (const char* seed : {"1", "7", "18446744073709551615"})
            CHECK(seconds_with(seed) == expected);
    }
}

TEST_CASE("--words describes each timeline, and draws nothing") {
    for (const std::string& lesson : lessons()) {
        CAPTURE(lesson);
        const Outcome run = simulated(lesson, {"--words"});
        CHECK(run.status == 0);
        for (const char c : run.out) REQUIRE(static_cast<unsigned char>(c) < 0x80);
        for (const std::string& line : lines_of(run.out)) CHECK(line.size() <= 80);
        // The rest is the same as with pictures: what is said and when, and why it took so long.
        for (const std::string& line : lines_of(simulated(lesson).out)) {
            const bool is_said = line.size() > 8 && line.substr(5, 3) == " s ";
            if (is_said || line.starts_with("total ") || line.starts_with("Why "))
                if (line.find("│") == line.npos)
                    CHECK_MESSAGE(contains(run.out, line + "\n"), line);
        }
    }
}

TEST_CASE("a lesson's text is narrow enough to be shown beside its comments, and projected") {
    for (const std::string& lesson : lessons()) {
        CAPTURE(lesson);
        const std::string text = read_file(lesson_folder(lesson) + "/lesson.cpp");
        CHECK(text.starts_with("// Lesson " + lesson.substr(0, 2)));
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
