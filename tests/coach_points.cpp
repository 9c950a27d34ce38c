// What an exercise's facts are worth: nothing for an empty one. (exercises.cpp tests that they are
// worth nothing for the exercise as shipped.)
#include <doctest/doctest.h>

#include <aio/aio.hpp>
#include <coach/attempt.hpp>
#include <coach/toolkit.hpp>

#include <filesystem>
#include <fstream>
#include <sstream>
#include <string>
#include <vector>

#include "places.hpp"
#include "process.hpp"

namespace {

const coach::Toolkit& toolkit() {
    static const coach::Toolkit found = coach::Toolkit::find();
    return found;
}

coach::Verdict attempt(const coach::Exercise& exercise, const std::filesystem::path& source,
                       const std::string& name) {
    return aio::run(coach::attempt(toolkit(), exercise,
                                   {.source = source, .scratch = scratch("points_" + name)}));
}

// The declarations after "what the check calls.", each without its semicolon.
std::vector<std::string> declarations(const std::string& exercise, std::string* before) {
    const auto mark = exercise.find("what the check calls.");
    auto begin = mark;
    while (exercise.compare(begin, 2, "//") != 0 || exercise[begin - 1] != '\n') --begin;
    while (exercise.compare(begin, 2, "//") == 0) begin = exercise.find('\n', begin) + 1;
    *before = exercise.substr(0, begin);
    std::istringstream stream(exercise.substr(begin, exercise.find("\n\n", begin) - begin));
    std::vector<std::string> all;
    for (std::string one; std::getline(stream, one, ';');)
        if (one.find('(') != one.npos) all.push_back(one);
    return all;
}

// The exercise with everything that it declares, and nothing in it.
std::string emptied(const std::string& exercise) {
    std::string text;
    for (const std::string& one : declarations(exercise, &text)) {
        const bool is_coroutine = one.find("aio::Coroutine<") != one.npos;
        const bool has_no_result = one.find("aio::Coroutine<>") != one.npos ||
                                   one.find("aio::AsyncGenerator<") != one.npos;
        text += one + (has_no_result  ? " { co_return; }\n"
                       : is_coroutine ? " { co_return {}; }\n"
                                      : " { return {}; }\n");
    }
    return text;
}

}  // namespace

TEST_CASE("a fact counts if all facts that it needs hold, too") {
    coach::Verdict verdict;
    verdict.facts = {{.name = "the point", .worth = {.points = 2, .needs = {}}},
                     {.name = "given", .worth = {.points = 1, .needs = {"the point"}}},
                     {.name = "another", .worth = {}}};
    CHECK(verdict.points() == 0);
    CHECK(verdict.most_points() == 4);
    verdict.facts[1].holds = true;
    CHECK(verdict.points() == 0);
    CHECK_FALSE(verdict.counts(verdict.facts[1]));
    verdict.facts[2].holds = true;
    CHECK(verdict.points() == 1);
    verdict.facts[0].holds = true;
    CHECK(verdict.points() == 4);
    CHECK(verdict.held() == 3);
}

TEST_CASE("the exercise with nothing in it has no points") {
    for (const coach::Exercise& one : toolkit().exercises()) {
        CAPTURE(one.name);
        const std::filesystem::path folder = scratch("points_emptied");
        std::filesystem::create_directories(folder);
        std::ofstream(folder / "exercise.cpp")
            << emptied(read_file((one.folder / "exercise.cpp").string()));
        const coach::Verdict verdict = attempt(one, folder / "exercise.cpp", "empty");
        CHECK_MESSAGE(verdict.what != coach::What::not_compiled, verdict.text);
        CHECK(verdict.points() == 0);
        CHECK(verdict.most_points() == one.points());
    }
}
