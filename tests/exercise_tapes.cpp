// The tapes of every exercise and of every answer to it, right or wrong: from the check's example,
// and from everything that the facts run.
#include <doctest/doctest.h>

#include <algorithm>
#include <filesystem>
#include <nlohmann/json.hpp>
#include <sstream>
#include <string>
#include <vector>

#include <timeline/check_tape.hpp>
#include <timeline/tape_file.hpp>

#include "exercise_host.hpp"
#include "lessons.hpp"
#include "places.hpp"
#include "process.hpp"

namespace fs = std::filesystem;
using timeline::Tape;

namespace {

// The plug-ins of the exercise as shipped and of its answers. A program stopped by the sanitizers
// leaves no tape: for an exercise that they judge, only the solution's. In a sanitized build, which
// looks for other bugs and takes ten times as long, the wrong answers are left out.
std::vector<std::string> plugins(const std::string& lesson) {
    const std::string solution = checks + "/answers/" + lesson + "/solution.so";
    if (is_sanitized(lesson)) return {solution};
    std::vector<std::string> files{checks + "/shipped/" + lesson + ".so"};
    if (NINE_SANITIZED) return {files.front(), solution};
    for (const auto& entry : fs::directory_iterator(checks + "/answers/" + lesson))
        if (entry.path().extension() == ".so") files.push_back(entry.path());
    std::ranges::sort(files);
    return files;
}

Outcome host(const std::string& lesson, const std::string& plugin,
             const std::vector<std::string>& more) {
    std::vector<std::string> args{host_of(lesson), plugin, checks + "/" + lesson + ".so"};
    args.insert(args.end(), more.begin(), more.end());
    const Outcome run = run_program(args);
    CHECK_MESSAGE(run.status <= 1, run.err);  // 1: it ends with an error, or a fact fails
    return run;
}

void is_possible(const Tape& tape) {
    CAPTURE(tape.title);
    const auto wrong = timeline::check_tape(tape);
    CHECK_MESSAGE(!wrong, "event ", wrong->event, ": ", wrong->sentence);
}

}  // namespace

TEST_CASE("the example's tape can be recorded with any answer, even if it fails") {
    for (const std::string& lesson : lessons_with("check.cpp"))
        for (const std::string& plugin : plugins(lesson)) {
            CAPTURE(plugin);
            const std::string file = scratch("exercise_tapes_" + lesson).string();
            host(lesson, plugin, {"--show", "--clock", "virtual", "--whole-tape", "--tape", file});
            const auto tapes = timeline::read_tape_file(file);
            CHECK(tapes.front().number == 1);
            for (const Tape& tape : tapes) is_possible(tape);
        }
}

TEST_CASE("every run of every fact is one that aio could have made") {
    for (const std::string& lesson : lessons_with("check.cpp"))
        for (const std::string& plugin : plugins(lesson)) {
            CAPTURE(plugin);
            std::istringstream report(
                host(lesson, plugin, {"--tapes", "whole", "--seed", "5"}).out);
            for (std::string line; std::getline(report, line);) {
                const auto json = nlohmann::json::parse(line);
                if (json.contains("tape")) is_possible(Tape::read(json["tape"].get<std::string>()));
            }
        }
}
