// The guided tour, lib/aio/README.md, cannot go stale: every file and every name
// that it mentions is looked up in the sources, and its example is played.
#include <algorithm>
#include <cctype>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <map>
#include <regex>
#include <set>
#include <string>
#include <vector>

#include <aio/aio.hpp>
#include <doctest/doctest.h>

using namespace aio;  // NOLINT
using namespace std::chrono_literals;
namespace fs = std::filesystem;

namespace {

const fs::path root = NINE_SOURCE_DIR;

std::string read(const fs::path& path) {
    std::ifstream in(path);
    REQUIRE_MESSAGE(in.good(), "cannot read ", path.string());
    return {std::istreambuf_iterator<char>(in), {}};
}

/// The library's sources, by their path in lib/aio, without comments: a name that
/// only a comment remembers is stale, too.
const std::map<std::string, std::string>& sources() {
    static const auto all = [] {
        std::map<std::string, std::string> files;
        for (const auto& entry : fs::recursive_directory_iterator(root / "lib/aio")) {
            const auto kind = entry.path().extension();
            if (kind != ".hpp" && kind != ".cpp") continue;
            files[fs::relative(entry.path(), root / "lib/aio").string()] =
                std::regex_replace(read(entry.path()), std::regex("//[^\n]*"), "");
        }
        return files;
    }();
    return all;
}

bool is_word_character(char c) { return std::isalnum(static_cast<unsigned char>(c)) || c == '_'; }

bool has_word(const std::string& text, const std::string& word) {
    for (auto at = text.find(word); at != std::string::npos; at = text.find(word, at + 1)) {
        const auto end = at + word.size();
        if ((at == 0 || !is_word_character(text[at - 1])) &&
            (end == text.size() || !is_word_character(text[end])))
            return true;
    }
    return false;
}

/// "TaskBase::run" -> {"TaskBase", "run"}: all of them in one and the same file.
bool is_in_sources(const std::string& name) {
    std::vector<std::string> words;
    const std::regex word("[A-Za-z_][A-Za-z_0-9]*");
    for (auto it = std::sregex_iterator(name.begin(), name.end(), word);
         it != std::sregex_iterator(); ++it)
        words.push_back(it->str());
    return std::any_of(sources().begin(), sources().end(), [&](const auto& file) {
        return std::all_of(words.begin(), words.end(),
                           [&](const std::string& w) { return has_word(file.second, w); });
    });
}

struct Tour {
    std::string prose;   // what stands outside of ``` fences
    std::string fenced;  // and inside
};

Tour tour() {
    Tour parts;
    std::ifstream in(root / "lib/aio/README.md");
    bool inside = false;
    for (std::string line; std::getline(in, line);) {
        if (line.starts_with("```"))
            inside = !inside;
        else
            (inside ? parts.fenced : parts.prose) += line + "\n";
    }
    return parts;
}

/// What a regular expression's first group matches, each once.
std::set<std::string> all_of(const std::string& text, const char* pattern) {
    const std::regex regex(pattern);
    std::set<std::string> found;
    for (auto it = std::sregex_iterator(text.begin(), text.end(), regex);
         it != std::sregex_iterator(); ++it)
        found.insert((*it)[1].str());
    return found;
}

bool is_file_name(const std::string& name) {
    return std::regex_match(name, std::regex("[A-Za-z_0-9/]+\\.(hpp|cpp|md)"));
}

}  // namespace

TEST_CASE("every file that the tour names is there") {
    int files = 0;
    for (const std::string& name : all_of(tour().prose, "`([^`]+)`")) {
        if (!is_file_name(name)) continue;
        ++files;
        const bool found =
            name.starts_with("tests/") ? fs::exists(root / name) : sources().contains(name);
        CHECK_MESSAGE(found, "the tour names a file that does not exist: ", name);
    }
    CHECK(files > 15);
}

TEST_CASE("every name that the tour puts in backticks is in the sources") {
    int names = 0;
    // Words of the language, and of the tour's own example.
    const std::set<std::string> not_ours{"co_await", "catch", "delay(3s)"};
    for (const std::string& name : all_of(tour().prose, "`([^`]+)`")) {
        if (is_file_name(name) || not_ours.contains(name)) continue;
        ++names;
        CHECK_MESSAGE(is_in_sources(name), "the tour names what is not in lib/aio: ", name);
    }
    CHECK(names > 50);
}

TEST_CASE("every function in the tour's diagram and commands is in the sources") {
    for (const std::string& name : all_of(tour().fenced, "([A-Za-z_]+)\\("))
        CHECK_MESSAGE((is_in_sources(name) || name == "program"), "not in lib/aio: ", name);
    for (const std::string& name : all_of(tour().fenced, "aio::([A-Za-z_:]+)"))
        CHECK_MESSAGE(is_in_sources(name), "not in lib/aio: ", name);
}

TEST_CASE("the check itself notices a name that is gone, and one in a comment only") {
    CHECK(is_in_sources("TaskBase::run"));
    CHECK(!is_in_sources("TaskBase::no_such_function"));
    CHECK(!is_in_sources("run_onc"));
    CHECK(!is_in_sources("Hypatia"));
    CHECK(!sources().empty());
}

TEST_CASE("the tour's example takes the turns that the tour counts") {
    std::uint64_t armed = 0, woken = 0, ended = 0;
    const auto delay = [&](std::chrono::seconds d) -> Coroutine<> {
        armed = this_loop().turn();
        co_await sleep(d);
        woken = this_loop().turn();
    };
    const auto program = [&]() -> Coroutine<> {
        CHECK(this_loop().turn() == 1);
        auto task = create_task(delay(3s));
        co_await task;
        ended = this_loop().turn();
    };
    run(program(), {.clock = Clock::simulated});
    CHECK(armed == 2);
    CHECK(woken == 4);
    CHECK(ended == 5);
}
