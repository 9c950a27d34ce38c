// The exercises, each with its check, its hints and its answers. Nothing here knows a lesson by
// name: every folder with a check.cpp has to satisfy all of this.
//
//   exercise.cpp    fails, as shipped, at the fact that check.cpp names
//   solution.cpp    passes every fact
//   wrong_*.cpp     fails first at the fact named in it
//
// Whichever delays the check draws: every file is tried with several seeds. The
// first fact that fails is the one that a student is told about.
#include <doctest/doctest.h>

#include <algorithm>
#include <filesystem>
#include <nlohmann/json.hpp>
#include <regex>
#include <set>
#include <sstream>
#include <string>
#include <vector>

#include "exercise_host.hpp"
#include "lessons.hpp"
#include "process.hpp"

namespace fs = std::filesystem;
using Json = nlohmann::json;

namespace {

// Each costs a run of every answer: a second or more under the sanitizers, which look for other
// bugs.
constexpr int seeds = NINE_SANITIZED ? 1 : 8;

std::vector<std::string> exercises() { return lessons_with("check.cpp"); }

// "solution", "wrong_counts_main", ...: without ".cpp".
std::vector<std::string> answers(const std::string& lesson, const std::string& prefix) {
    std::vector<std::string> names;
    for (const auto& entry : fs::directory_iterator(lesson_folder(lesson)))
        if (entry.path().extension() == ".cpp" && entry.path().stem().string().starts_with(prefix))
            names.push_back(entry.path().stem());
    std::ranges::sort(names);
    return names;
}

std::string text_of(const std::string& lesson, const std::string& file) {
    return read_file(lesson_folder(lesson) + "/" + file);
}

std::vector<std::string> lines_of(const std::string& text) {
    std::vector<std::string> lines;
    std::istringstream stream(text);
    for (std::string line; std::getline(stream, line);) lines.push_back(line);
    return lines;
}

// What follows "// Fails at: " in a file; empty if there is none.
std::string after(const std::string& mark, const std::string& text) {
    for (const std::string& line : lines_of(text))
        if (line.starts_with(mark)) return line.substr(mark.size());
    return {};
}

std::size_t how_often(const std::string& part, const std::string& text) {
    std::size_t times = 0;
    for (auto at = text.find(part); at != text.npos; at = text.find(part, at + 1)) ++times;
    return times;
}

// What check_exercise reported of one file.
struct Report {
    std::vector<std::string> announced;  // the facts, before any was tried
    std::vector<Json> facts;             // each with its result
    bool ended = false;
    int status = 0;

    std::vector<std::string> failed() const {
        std::vector<std::string> names;
        for (const Json& fact : facts)
            if (!fact["holds"]) names.push_back(fact["fact"]);
        return names;
    }
};

// A program that the sanitizers end fails at the fact that had begun, and reports nothing after it.
Report ended_early(Report report, const Outcome& run, const std::string& begun) {
    CHECK_MESSAGE(contains(run.err, "ERROR: AddressSanitizer: "), run.err);
    report.facts.push_back(Json{{"fact", begun}, {"holds", false}, {"says", {run.err}}});
    return report;
}

Report check(const std::string& lesson, const std::string& plugin, int seed = 0) {
    const bool sanitized = is_sanitized(lesson);
    std::vector<std::string> args{host_of(lesson), checks + "/" + plugin,
                                  checks + "/" + lesson + ".so", "--seed", std::to_string(seed)};
    if (sanitized)
        args.insert(args.begin(), {"env",
                                   "ASAN_OPTIONS=detect_stack_use_after_return=1:detect_leaks=0:"
                                   "symbolize=0:exitcode=1"});
    const Outcome run = run_program(args);
    Report report;
    report.status = run.status;
    std::string begun;
    for (const std::string& text : lines_of(run.out)) {
        const Json line = Json::parse(text);  // throws at anything else on stdout
        if (line.contains("facts")) report.announced = line["facts"];
        if (line.contains("begins")) begun = line["begins"];
        if (line.contains("fact")) report.facts.push_back(line);
        if (line.contains("ends")) report.ended = true;
    }
    if (sanitized && !report.ended) return ended_early(std::move(report), run, begun);
    CHECK_MESSAGE(run.err == "", run.err);
    CHECK(report.ended);
    CHECK(report.facts.size() == report.announced.size());
    return report;
}

// What the facts that hold are worth, except those that need a fact that does not hold.
int points(const std::string& lesson, const Report& report) {
    const Json outline = Json::parse(read_file(checks + "/" + lesson + ".json"));
    const auto failed = report.failed();
    const auto holds = [&](const Json& name) {
        return std::ranges::find(failed, name.get<std::string>()) == failed.end();
    };
    int all = 0;
    for (std::size_t i = 0; i < report.facts.size(); ++i) {
        const Json& worth = outline.at("worth").at(i);
        if (holds(report.facts[i].at("fact")) && std::ranges::all_of(worth.at("needs"), holds))
            all += worth.at("points").get<int>();
    }
    return all;
}

// The names of the functions that a file defines: what comes before "(...) {", at the beginning of
// a line.
std::set<std::string> functions(const std::string& text) {
    static const std::regex definition(R"(\n[A-Za-z][^;{}()#/=]*?([A-Za-z_]\w*)\([^;{}]*\)\s*\{)");
    std::set<std::string> names;
    for (std::sregex_iterator at(text.begin(), text.end(), definition), end; at != end; ++at)
        names.insert((*at)[1]);
    return names;
}

// A student reads it: it says something, is not an assertion, and looks like a sentence.
void check_sentences(const Json& fact) {
    CAPTURE(fact["fact"].get<std::string>());
    CHECK_FALSE(fact["says"].empty());
    std::set<std::string> said;
    for (const std::string sentence : fact["says"]) {
        CAPTURE(sentence);
        CHECK(sentence.size() > 20);
        CHECK(sentence.ends_with('.'));
        CHECK_MESSAGE(said.insert(sentence).second, "said twice");
        for (const char* trace : {"CHECK(", "REQUIRE(", "does not hold: ", "  ", " ,", " in  ",
                                  " in .", " in :", " in ,", " in ;", "check.cpp"})
            CHECK_FALSE_MESSAGE(contains(sentence, trace), trace);
    }
    // They come above the picture, and leave room for it.
    CHECK(std::set<std::string>(fact["notes"].begin(), fact["notes"].end()).size() <= 2);
}

}  // namespace

TEST_CASE("an exercise has its hints, its solution and at least two wrong answers") {
    for (const std::string& lesson : exercises()) {
        CAPTURE(lesson);
        for (const char* file : {"exercise.cpp", "solution.cpp", "hints.md", "teacher.md"})
            CHECK_MESSAGE(fs::exists(lesson_folder(lesson) + "/" + file), file);
        CHECK(answers(lesson, "wrong_").size() >= 2);
    }
}

TEST_CASE("as shipped, the first fact that does not hold is the one that the exercise is about") {
    for (const std::string& lesson : exercises()) {
        CAPTURE(lesson);
        const std::string about =
            after("// As shipped it fails at: ", text_of(lesson, "check.cpp"));
        REQUIRE(about != "");
        std::vector<std::string> failed;
        for (int seed = 0; seed < seeds; ++seed) {
            CAPTURE(seed);
            const Report report = check(lesson, "shipped/" + lesson + ".so", seed);
            CHECK(report.status == 1);
            REQUIRE_FALSE(report.failed().empty());
            CHECK(report.failed().front() == about);
            if (seed == 0) failed = report.failed();
            CHECK(report.failed() == failed);  // whichever delays are drawn
            for (const Json& fact : report.facts)
                if (report.ended && !fact["holds"]) check_sentences(fact);
        }
    }
}

TEST_CASE("as shipped, an exercise has no points") {
    for (const std::string& lesson : exercises()) {
        CAPTURE(lesson);
        const Report shipped = check(lesson, "shipped/" + lesson + ".so");
        CHECK(points(lesson, shipped) == 0);
        const Report solved = check(lesson, "answers/" + lesson + "/solution.so");
        CHECK(points(lesson, solved) > static_cast<int>(solved.facts.size()));
    }
}

TEST_CASE("a solution passes every fact") {
    for (const std::string& lesson : exercises()) {
        CAPTURE(lesson);
        for (int seed = 0; seed < seeds; ++seed) {
            CAPTURE(seed);
            const Report report = check(lesson, "answers/" + lesson + "/solution.so", seed);
            CHECK(report.status == 0);
            CHECK(report.failed() == std::vector<std::string>{});
            CHECK(report.facts.size() >= 3);  // small ones, so that partial work shows
        }
    }
}

TEST_CASE("a wrong answer fails at the fact that it names, and is told why") {
    for (const std::string& lesson : exercises())
        for (const std::string& answer : answers(lesson, "wrong_")) {
            CAPTURE(lesson);
            CAPTURE(answer);
            const std::string named = after("// Fails at: ", text_of(lesson, answer + ".cpp"));
            REQUIRE(named != "");
            const std::string plugin = "answers/" + lesson + "/" + answer + ".so";
            std::vector<std::string> failed;
            for (int seed = 0; seed < seeds; ++seed) {
                CAPTURE(seed);
                const Report report = check(lesson, plugin, seed);
                CHECK(report.status == 1);
                REQUIRE_FALSE(report.failed().empty());
                CHECK(report.failed().front() == named);
                if (seed == 0) failed = report.failed();
                CHECK(report.failed() == failed);
                for (const Json& fact : report.facts)
                    if (report.ended && !fact["holds"]) check_sentences(fact);
            }
        }
}

TEST_CASE("the same seed gives the same report, another seed other delays") {
    for (const std::string& lesson : exercises()) {
        CAPTURE(lesson);
        // A sanitizer's report contains addresses.
        const std::string plugin = is_sanitized(lesson) ? "answers/" + lesson + "/solution.so"
                                                        : "shipped/" + lesson + ".so";
        const auto without_times = [&](int seed) {
            std::vector<Json> facts = check(lesson, plugin, seed).facts;
            for (Json& fact : facts) fact.erase("seconds");
            return facts;
        };
        CHECK(without_times(1) == without_times(1));
        if (!is_sanitized(lesson)) CHECK(without_times(1) != without_times(2));
    }
}

TEST_CASE("an exercise says what to do where it should be done; its answers no longer do") {
    for (const std::string& lesson : exercises()) {
        CAPTURE(lesson);
        const std::string exercise = text_of(lesson, "exercise.cpp");
        const std::string number = lesson.substr(0, 2);
        CHECK(exercise.starts_with("// Exercise " + number));
        CHECK(contains(exercise, "coach watch"));
        CHECK(contains(exercise, "coach run " + number));
        CHECK(contains(exercise, "// Expect: "));
        CHECK(contains(exercise, "// TODO: "));

        const std::string solution = text_of(lesson, "solution.cpp");
        CHECK(solution.starts_with("// Solution of exercise " + number));
        CHECK(contains(solution, "// CHANGED: "));
        CHECK_FALSE(contains(solution, "TODO"));
        for (const std::string& answer : answers(lesson, "wrong_")) {
            CAPTURE(answer);
            const std::string text = text_of(lesson, answer + ".cpp");
            CHECK(text.starts_with("// Wrong: "));
            CHECK_FALSE(contains(text, "TODO"));
        }
    }
}

TEST_CASE("exercise and answers define the same functions; an answer may define more") {
    for (const std::string& lesson : exercises()) {
        CAPTURE(lesson);
        const auto wanted = functions(text_of(lesson, "exercise.cpp"));
        CHECK_FALSE(wanted.empty());
        auto names = answers(lesson, "wrong_");
        names.push_back("solution");
        for (const std::string& answer : names) {
            CAPTURE(answer);
            const auto defined = functions(text_of(lesson, answer + ".cpp"));
            for (const std::string& name : wanted) CHECK_MESSAGE(defined.contains(name), name);
        }
    }
}

// For a linker, a return type is not part of a function's name; a declaration at the beginning
// makes a changed one a compiler error.
TEST_CASE("exercise and answers begin with what the check calls") {
    const auto declared = [](const std::string& text) {
        std::string part;
        bool inside = false;
        for (const std::string& line : lines_of(text)) {
            if (contains(line, "what the check calls.")) inside = true;
            if (line.empty()) inside = false;
            if (inside) part += line + "\n";
        }
        return part;
    };
    for (const std::string& lesson : exercises()) {
        CAPTURE(lesson);
        const std::string wanted = declared(text_of(lesson, "exercise.cpp"));
        CHECK(contains(wanted, ");\n"));
        for (const char* prefix : {"wrong_", "solution"})
            for (const std::string& answer : answers(lesson, prefix)) {
                CAPTURE(answer);
                CHECK(declared(text_of(lesson, answer + ".cpp")) == wanted);
            }
    }
}

TEST_CASE("the check explains what the exercise was about") {
    for (const std::string& lesson : exercises()) {
        CAPTURE(lesson);
        const std::string insight =
            Json::parse(read_file(checks + "/" + lesson + ".json")).at("insight");
        CHECK(insight.size() > 100);
        CHECK(insight.ends_with("."));
    }
}

TEST_CASE("there are three hints, each a step further") {
    for (const std::string& lesson : exercises()) {
        CAPTURE(lesson);
        const std::string hints = text_of(lesson, "hints.md");
        std::vector<std::string> titles;
        for (const std::string& line : lines_of(hints))
            if (line.starts_with("#")) titles.push_back(line);
        CHECK(titles ==
              std::vector<std::string>{"## A nudge", "## A pointer", "## Nearly the answer"});
        CHECK(hints.starts_with("## A nudge\n"));
        CHECK(how_often("```", hints) % 2 == 0);
        // The last one is nearly the answer, not the answer.
        CHECK(contains(hints, "/*"));
        // Code is not wrapped, and a terminal may have 80 columns.
        bool is_code = false;
        for (const std::string& line : lines_of(hints)) {
            if (line.starts_with("```")) is_code = !is_code;
            if (is_code) CHECK_MESSAGE(line.size() <= 76, line);
        }
    }
}

TEST_CASE("an exercise can be projected") {
    for (const std::string& lesson : exercises()) {
        for (const std::string& file : answers(lesson, ""))
            for (const std::string& line : lines_of(text_of(lesson, file + ".cpp"))) {
                // The name of a fact is not broken in two.
                if (contains(line, "ails at: ")) continue;
                CHECK_MESSAGE(line.size() <= 68, lesson << "/" << file << ".cpp: " << line);
            }
    }
}
