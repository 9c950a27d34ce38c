// README.md shows real output: each line of a block marked "text" is in some lesson's expected.txt.
// So it cannot go stale.
#include <doctest/doctest.h>

#include <filesystem>
#include <string>
#include <vector>

#include "process.hpp"

namespace {

const std::string readme = read_file(NINE_SOURCE_DIR "/README.md");

std::vector<std::string> blocks(const std::string& kind) {
    std::vector<std::string> found;
    const std::string begin = "\n```" + kind + "\n", end = "\n```\n";
    for (auto at = readme.find(begin); at != readme.npos; at = readme.find(begin, at)) {
        at += begin.size();
        found.push_back(readme.substr(at, readme.find(end, at) + 1 - at));
    }
    return found;
}

// Whole lines, not the middle of one.
bool has_lines(const std::string& text, const std::string& lines) {
    return text.starts_with(lines) || contains(text, "\n" + lines);
}

bool stands_in_a_file(const std::string& block, const std::string& file) {
    for (const auto& entry : std::filesystem::directory_iterator(NINE_SOURCE_DIR "/lessons")) {
        const auto path = entry.path() / file;
        if (std::filesystem::exists(path) && has_lines(read_file(path), block)) return true;
    }
    return false;
}

}  // namespace

TEST_CASE("the output in README.md is what the lessons print") {
    CHECK(blocks("text").size() >= 2);
    for (const std::string& block : blocks("text"))
        CHECK_MESSAGE(stands_in_a_file(block, "expected.txt"), block);
}

TEST_CASE("the code in README.md is in the lessons") {
    CHECK(blocks("cpp").size() >= 1);
    for (const std::string& block : blocks("cpp"))
        CHECK_MESSAGE(stands_in_a_file(block, "lesson.cpp"), block);
}

TEST_CASE("README.md's own project is one that tests build and run") {
    const std::string folder = NINE_SOURCE_DIR "/tests/consumers/from_an_empty_folder/";
    CHECK(blocks("cmake") == std::vector{read_file(folder + "CMakeLists.txt")});
    CHECK(blocks("c++") == std::vector{read_file(folder + "main.cpp")});
}

TEST_CASE("README.md is short") { CHECK(count_lines(readme) <= 200); }
