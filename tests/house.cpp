// The house: which room of lib/ may know which, read from the #include lines, and a few rules that
// no compiler checks. A new arrow or a new entry at the top level is a decision: it is made here,
// not by accident.
//
//   build/tests/house -s | less      # shows the arrows as drawn
#include <doctest/doctest.h>

#include <algorithm>
#include <filesystem>
#include <map>
#include <regex>
#include <set>
#include <string>
#include <vector>

#include "process.hpp"

namespace fs = std::filesystem;

namespace {

using Names = std::set<std::string>;

const fs::path house = NINE_SOURCE_DIR;

// Which rooms a room may include. `lessons` are the folders of the lessons; what
// check.cpp includes there counts for `checks`.
const std::map<std::string, Names> arrows{
    {"aio", {}},
    {"terminal", {}},
    {"http", {"aio"}},
    {"server", {"http", "aio"}},
    {"timeline", {"terminal", "aio"}},
    {"lesson", {"timeline", "terminal", "aio"}},
    {"process", {"aio"}},
    {"check", {"lesson", "server", "http", "timeline", "terminal", "aio"}},
    {"coach", {"terminal", "timeline", "aio", "process", "check"}},
    {"book", {"timeline", "lesson", "process", "check", "terminal", "aio"}},
    {"lessons", {"lesson", "server", "http", "aio", "check"}},
    {"checks", {"check", "lesson", "server", "http", "timeline", "aio"}},
};

// The coach and the book see only the part of check that passes between them, and an exercise only
// what it is given to work on.
const std::map<std::string, Names> seen_of_check{
    {"coach", {"check/protocol.hpp"}},
    {"book", {"check/protocol.hpp"}},
    {"lessons", {"check/bar.hpp"}},
};

// The rooms whose headers a lesson or an exercise includes: they must compile fast.
const Names quick_rooms{"aio", "http", "server", "terminal", "timeline", "lesson", "check"};

bool is_source(const fs::path& file) {
    return file.extension() == ".cpp" || file.extension() == ".hpp";
}

// All files below a folder, but none that a build or an editor has made.
std::vector<fs::path> files_below(const fs::path& folder) {
    std::vector<fs::path> files;
    for (fs::recursive_directory_iterator at(folder), end; at != end; ++at) {
        const std::string name = at->path().filename();
        if (at->is_directory() && (name == "__pycache__" || name == ".git"))
            at.disable_recursion_pending();
        else if (at->is_regular_file())
            files.push_back(at->path());
    }
    std::ranges::sort(files);
    return files;
}

// A folder that CMake builds in may have any name.
bool is_build(const fs::path& folder) { return fs::exists(folder / "CMakeCache.txt"); }

std::string shown(const fs::path& file) { return file.lexically_relative(house); }

// lib/aio/detail/core.hpp: "aio". lessons/02_x/check.cpp: "checks".
std::string room_of(const fs::path& file) {
    const fs::path relative = file.lexically_relative(house);
    auto part = relative.begin();
    if (*part == "lib") return *++part;
    return file.filename() == "check.cpp" ? "checks" : "lessons";
}

// What is between < and >, or between quotes, as paths below lib/.
std::vector<std::string> includes_of(const fs::path& file) {
    static const std::regex line(R"re(#include (?:<([^>]+)>|"([^"]+)"))re");
    std::vector<std::string> names;
    const std::string text = read_file(file);
    for (std::sregex_iterator at(text.begin(), text.end(), line), end; at != end; ++at)
        names.push_back((*at)[1].matched ? (*at)[1].str()
                                         : (file.parent_path() / (*at)[2].str())
                                               .lexically_normal()
                                               .lexically_relative(house / "lib")
                                               .string());
    return names;
}

std::vector<fs::path> sources_of_rooms() {
    std::vector<fs::path> files;
    for (const char* folder : {"lib", "lessons"})
        for (const fs::path& file : files_below(house / folder))
            if (is_source(file)) files.push_back(file);
    return files;
}

// Whether a header includes one of these third-party headers, directly or through others of ours;
// returns the path.
std::string way_to(const std::regex& outside, const std::string& header, Names& seen) {
    if (!seen.insert(header).second) return {};
    for (const std::string& name : includes_of(house / "lib" / header)) {
        if (std::regex_search(name, outside)) return header + " -> " + name;
        if (!fs::exists(house / "lib" / name)) continue;
        const std::string way = way_to(outside, name, seen);
        if (!way.empty()) return header + " -> " + way;
    }
    return {};
}

}  // namespace

TEST_CASE("the rooms of lib/ know each other only as the house allows") {
    std::map<std::string, Names> drawn;
    for (const fs::path& file : sources_of_rooms()) {
        const std::string room = room_of(file);
        REQUIRE_MESSAGE(arrows.contains(room), "there is a new room: ", room);
        for (const std::string& name : includes_of(file)) {
            const std::string other = name.substr(0, name.find('/'));
            if (!arrows.contains(other) || other == room) continue;
            drawn[room].insert(other);
            CHECK_MESSAGE(arrows.at(room).contains(other), shown(file), " includes <", name, ">");
            if (other == "check" && seen_of_check.contains(room))
                CHECK_MESSAGE(seen_of_check.at(room).contains(name), shown(file), " includes <",
                              name, ">");
        }
    }
    std::string picture;
    for (const auto& [room, others] : drawn) {
        picture += "\n  " + room + " ->";
        for (const std::string& other : others) picture += " " + other;
    }
    INFO("the arrows as drawn:", picture);
    CHECK(drawn.size() >= 8);
}

TEST_CASE("no room but aio says aio::detail") {
    for (const fs::path& file : sources_of_rooms()) {
        const std::string room = room_of(file);
        if (room == "aio") continue;
        const std::string text = read_file(file);
        for (const char* word : {"aio::detail", "<aio/detail/"})
            CHECK_FALSE_MESSAGE(contains(text, word), shown(file), " says ", word);
    }
}

TEST_CASE("what a lesson or an exercise includes includes no Asio, and nothing as large") {
    const std::regex large("^(asio|boost|openssl|nlohmann|CLI)[/.]|^llhttp|^zlib|^uriparser");
    for (const std::string& room : quick_rooms) {
        if (!fs::exists(house / "lib" / room)) continue;
        for (const auto& entry : fs::directory_iterator(house / "lib" / room)) {
            const std::string header = room + "/" + entry.path().filename().string();
            // Two headers are separate, for programs that want Asio or JSON objects.
            if (entry.path().extension() != ".hpp" || header == "aio/asio.hpp" ||
                header == "http/json.hpp")
                continue;
            Names seen;
            const std::string way = way_to(large, header, seen);
            CHECK_MESSAGE(way.empty(), way);
        }
    }
}

TEST_CASE("nothing new is at the top level") {
    const Names known{"CMakeLists.txt", "LICENSE", "Makefile", "README.md",
                      "lessons",        "lib",     "tests"};
    Names there;
    for (const auto& entry : fs::directory_iterator(house)) {
        const std::string name = entry.path().filename();
        if (name.starts_with('.') || name == "compile_commands.json" ||
            name == "CMakeUserPresets.json" || is_build(entry.path()))
            continue;
        there.insert(name);
    }
    CHECK(there == known);
}

TEST_CASE("no file names a path of one machine") {
    // In two parts, or this file would name them, too.
    const std::regex place(
        "(^|[^A-Za-z0-9_./-])/("
        "work|src|opt|root|Users|home/[a-z]+"
        ")/");
    for (const char* folder : {"lib", "lessons", "tests", ".ci", ".github"}) {
        if (!fs::exists(house / folder)) continue;
        for (const fs::path& file : files_below(house / folder)) {
            if (shown(file).starts_with("tests/fuzz/corpus")) continue;  // any bytes
            const std::string text = read_file(file);
            std::smatch found;
            CHECK_FALSE_MESSAGE(std::regex_search(text, found, place), shown(file), ": ",
                                found.str());
        }
    }
}
