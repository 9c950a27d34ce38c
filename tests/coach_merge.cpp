// Gradings as part of something larger: `coach grade --one`, `--json` and `--merge`, with which a
// class of any size is graded on many machines, and what Gradescope reads.
#include <doctest/doctest.h>

#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <nlohmann/json.hpp>
#include <regex>
#include <string>
#include <vector>

#include "coach_class.hpp"

namespace {

namespace fs = std::filesystem;
using nlohmann::json;

const std::string exercise = "02_create_then_await";

std::string text_of(const std::string& file) {
    return read_file(lesson_folder(exercise) + "/" + file);
}

// One student's part, as in lib/coach/grading.md.
std::string each(const std::string& student, const std::string& job) {
    return NINE_BIN_DIR "/coach grade --one " + student + " --seed 7 --exit-zero --json " + job +
           ".json";
}

// GNU parallel; there is another program of that name.
bool has_parallel() {
    static const bool there = contains(run_shell("parallel --version").out, "GNU parallel");
    return there;
}

// Times are not part of the result.
std::string without_times(const std::string& junit) {
    static const std::regex time(R"( time="[0-9.]*")");
    return std::regex_replace(junit, time, "");
}

// A class graded in one go, and then student by student, several at a time.
struct Both {
    Class students{"coach_merge"};
    fs::path ones = students.folder() / "ones";
    Graded at_once;
    Outcome parallel, merged;

    Both() {
        students.hand_in("ada", "02.cpp", text_of("solution.cpp"));
        students.hand_in("boole", "exercise02.cpp", text_of("wrong_nobody_waits.cpp"));
        students.hand_in("boole", "diary.txt", "");
        students.hand_in("Curry H_7_assignsubmission_file_", "02.cpp", "int x = \"a\";\n");
        students.hand_in("Curry H_8_assignsubmission_file_", "02.cpp", text_of("exercise.cpp"));
        students.hand_in("late 'n lost", "03.cpp", "");
        students.hand_in("nobody", "diary.txt", "");
        fs::create_directories(ones);
        at_once = students.grade({"--seed", "7", "--json", all("json"), "--wide", all("wide")});
        parallel =
            shell(has_parallel() ? "cd '" + ones.string() + "' && parallel -j 2 " +
                                       each("{}", "{/}") + " ::: ../submissions/*"
                                 : "cd submissions && ls | tr '\\n' '\\0' | xargs -0 -P 2 -I @ " +
                                       each("@", "../ones/@"));
        std::vector<std::string> args{"--merge"};
        for (const auto& entry : fs::directory_iterator(ones)) args.push_back(entry.path());
        for (const char* kind : {"json", "wide", "csv", "junit"})
            args.insert(args.end(), {"--" + std::string(kind), merged_file(kind)});
        merged = students.run(args);
    }
    Outcome shell(const std::string& command) const {
        return run_program({"sh", "-c", "cd \"$1\" && " + command, "sh", students.folder()},
                           students.surroundings());
    }
    std::string all(const std::string& kind) const { return students.folder() / ("all." + kind); }
    std::string merged_file(const std::string& kind) const {
        return students.folder() / ("merged." + kind);
    }
};

const Both& both() {
    static const Both all;
    return all;
}

void check_refused(const Outcome& run, const std::string& why) {
    CAPTURE(run.err);
    CHECK(run.status == 2);
    CHECK(count_lines(run.err) == 1);
    CHECK(contains(run.err, why));
}

}  // namespace

TEST_CASE("a class graded one by one and merged equals one graded in one go") {
    CHECK_MESSAGE((has_parallel() || !std::getenv("CI")), "CI needs GNU parallel");
    CAPTURE(both().parallel.err);
    REQUIRE(both().parallel.status == 0);
    CAPTURE(both().merged.err);
    REQUIRE(both().merged.status == 1);
    CHECK(read_file(both().merged_file("csv")) == both().at_once.csv);
    CHECK(read_file(both().merged_file("wide")) == read_file(both().all("wide")));
    CHECK(read_file(both().merged_file("json")) == read_file(both().all("json")));
    CHECK(without_times(read_file(both().merged_file("junit"))) ==
          without_times(both().at_once.junit));
    CHECK(contains(both().merged.out, "1 of 5 submissions passed, of 6 students in 6 files."));
}

TEST_CASE("a job array grades each student like the other ways do") {
    const Outcome jobs = both().shell(
        "mkdir array && for SLURM_ARRAY_TASK_ID in 1 2 3 4 5 6; do " +
        each(R"sh("$(ls -d submissions/* | sed -n "${SLURM_ARRAY_TASK_ID}p")")sh",
             R"(array/"$SLURM_ARRAY_TASK_ID")") +
        " || exit; done; cat array/*.json > array/all; cat ones/*.json | cmp - array/all");
    CAPTURE(jobs.err);
    CHECK(jobs.status == 0);
}

// lib/coach/grading.md documents this format.
TEST_CASE("--json contains everything, in a documented format") {
    const json all = json::parse(read_file(both().all("json")));
    CHECK(all.at("format") == "nine-to-three grades 1");
    CHECK(all.at("seed") == 7);
    CHECK_FALSE(all.at("version").get<std::string>().empty());
    CHECK(all.at("exercises").at(0).at("exercise") == exercise);
    CHECK(all.at("exercises").at(0).at("facts").size() > 3);
    REQUIRE(all.at("students").size() == 6);
    for (const json& student : all.at("students")) {
        for (const char* key : {"student", "id", "email"}) CHECK(student.at(key).is_string());
        CHECK(student.at("points").get<int>() <= student.at("of").get<int>());
        CHECK(student.at("exercises").size() == all.at("exercises").size());
        for (const json& one : student.at("exercises")) {
            for (const char* key : {"exercise", "file", "verdict", "sentence"})
                CHECK(one.at(key).is_string());
            CHECK(one.at("points").get<int>() <= one.at("of").get<int>());
            CHECK(one.at("percent").get<double>() <= 100);
            if (one.at("verdict") == "not_handed_in") continue;
            CHECK(one.at("sha256").get<std::string>().size() == 64);
            int points = 0;
            for (const json& fact : one.at("facts")) {
                points += fact.at("points").get<int>();
                CHECK(fact.at("needs").is_array());
                CHECK(fact.at("holds").is_boolean());
                CHECK(fact.at("says").is_array());
            }
            CHECK(points == one.at("of").get<int>());
        }
    }
    CHECK(all.at("students").at(3).at("unused").at(0).at("file") == "diary.txt");
}

TEST_CASE("one student's grades depend only on the folder and the seed") {
    const std::string folder = both().students.submissions() / "boole";
    const auto grade = [&](std::vector<std::string> flags) {
        flags.insert(flags.begin(), {"--one", folder, "--json"});
        return both().students.run(flags).out;
    };
    const std::string first = grade({"--seed", "7", "--force"});
    CHECK(json::parse(first).at("students").at(0).at("student") == "boole");
    CHECK(grade({"--seed", "7", "--force", "--jobs", "1"}) == first);
    CHECK(grade({"--seed", "7"}) == first);
}

TEST_CASE("Gradescope's results.json has the score and a test for each fact") {
    const std::string folder = both().students.submissions() / "boole";
    const std::string file = both().students.folder() / "results.json";
    CHECK(both().students.run({"--one", folder, "--seed", "7", "--gradescope", file}).status == 1);
    const json results = json::parse(read_file(file));
    const Grade boole = both().at_once.of("boole");
    CHECK(std::to_string(results.at("score").get<int>()) == boole.points);
    int most = 0;
    for (const json& test : results.at("tests")) {
        most += test.at("max_score").get<int>();
        CHECK((test.at("status") == "passed" || test.at("status") == "failed"));
        CHECK(test.at("output").is_string());
    }
    CHECK(std::to_string(most) == boole.of);
    CHECK(contains(results.at("output"), "diary.txt"));
    check_refused(both().students.run({both().students.submissions(), "--gradescope", file}),
                  "--one");
}

TEST_CASE("what cannot be merged is refused, by name") {
    const fs::path folder = both().students.folder();
    const std::string ada = both().ones / "ada.json", other = folder / "other.json";
    std::ofstream(folder / "no.json") << "{\"format\": \"something\"}";
    std::ofstream(folder / "half.json") << read_file(ada).substr(0, 500);
    check_refused(both().students.run({"--merge", folder / "no.json"}), "no.json");
    check_refused(both().students.run({"--merge", ada, folder / "half.json"}), "half.json");
    check_refused(both().students.run({"--merge", folder / "missing.json"}), "is not there");

    json changed = json::parse(read_file(ada));
    changed["seed"] = 8;
    std::ofstream(other) << changed.dump();
    check_refused(both().students.run({"--merge", ada, other}), "the same --seed");
    changed = json::parse(read_file(ada));
    changed["students"][0]["exercises"][0]["sha256"] = "another";
    std::ofstream(other) << changed.dump();
    check_refused(both().students.run({"--merge", ada, other}), "has another 02");
    CHECK(both().students.run({"--merge", ada, ada}).status == 0);
}
