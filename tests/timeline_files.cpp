// lib/timeline/svg.hpp and trace_json.hpp: records as files. Both are read back by independent
// parsers.
#include <doctest/doctest.h>

#include <unistd.h>

#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <map>
#include <nlohmann/json.hpp>
#include <set>
#include <sstream>
#include <string>
#include <vector>

#include <timeline/file.hpp>
#include <timeline/svg.hpp>
#include <timeline/trace_json.hpp>

#include "places.hpp"
#include "timeline_events.hpp"

using namespace std::chrono_literals;
using Json = nlohmann::json;

namespace {

std::size_t count(const std::string& text, const std::string& what) {
    std::size_t n = 0;
    for (auto at = text.find(what); at != text.npos; at = text.find(what, at + what.size())) ++n;
    return n;
}

// Elements that begin like this and have this attribute.
std::size_t count_shapes(const std::string& svg, const std::string& begin,
                         const std::string& attribute) {
    std::size_t n = 0;
    for (auto at = svg.find(begin); at != svg.npos; at = svg.find(begin, at + 1))
        n += svg.substr(at, svg.find('>', at) - at).find(attribute) != std::string::npos;
    return n;
}

// The name of a folder that is removed at the end.
struct Folder {
    std::filesystem::path path = scratch("timeline_files_" + std::to_string(getpid()));
    Folder() { std::filesystem::create_directories(path); }
    ~Folder() { std::filesystem::remove_all(path); }
};

std::string read(const std::filesystem::path& path) {
    std::ostringstream out;
    out << std::ifstream(path).rdbuf();
    return out.str();
}

// Python's parser is strict: it refuses what is not well-formed.
bool is_well_formed(const std::string& xml) {
    const Folder folder;
    const auto file = folder.path / "picture.svg";
    std::ofstream(file) << xml;
    const std::string command =
        "python3 -c 'import sys, xml.dom.minidom; xml.dom.minidom.parse(sys.argv[1])' " +
        file.string() + " 2>/dev/null";
    return std::system(command.c_str()) == 0;
}

std::string message_of(auto function) {
    try {
        function();
    } catch (const std::runtime_error& e) {
        return e.what();
    }
    return "no error";
}

const std::string nasty = "<&\"'>]]>\x01\x1b[2J\xff 日本 \xEF\xBF\xBF";

}  // namespace

TEST_CASE("the SVG is well-formed, whatever the names") {
    CHECK(is_well_formed(timeline::svg("Lesson 02", {{"a", staircase()}, {"b", block()}})));
    CHECK(is_well_formed(timeline::svg(nasty, {{nasty, mishaps(nasty)}})));
    CHECK(is_well_formed(timeline::svg("", {})));
    CHECK(is_well_formed(timeline::svg("empty", {{"", timeline::Record{}}})));
    CHECK_FALSE(is_well_formed("<svg><g></svg>"));  // the check itself
}

TEST_CASE("the SVG loads nothing, runs nothing, and describes itself") {
    const std::string svg = timeline::svg("Lesson 02", {{"at once", staircase()}});
    CHECK(svg.find("<script") == svg.npos);
    CHECK(svg.find("href") == svg.npos);
    CHECK(svg.find("url(") == svg.npos);
    CHECK(count(svg, "http") == 1);  // the namespace
    CHECK(svg.find("role=\"img\"") != svg.npos);
    CHECK(svg.find("<title id=\"title\">Lesson 02</title>") != svg.npos);
    CHECK(svg.find("at once: total 9.000 s, at most 1 task at once.</desc>") != svg.npos);
    CHECK(svg.find("total 9.000 s, at most 1 task at once</text>") != svg.npos);
}

TEST_CASE("an SVG needs no style sheet: every shape has its colour, every text its size") {
    const std::string svg = timeline::svg("t", {{"s", mishaps()}, {"all", staircase()}});
    CHECK(svg.find("<style") == svg.npos);
    CHECK(svg.find("style=") == svg.npos);
    CHECK(svg.find("font-family=\"") != svg.npos);
    for (const char* shape :
         {"<rect class", "<circle class", "<path class", "<line class", "<text class"})
        for (auto at = svg.find(shape); at != svg.npos; at = svg.find(shape, at + 1)) {
            const std::string element = svg.substr(at, svg.find('>', at) - at);
            CAPTURE(element);
            const bool is_text = element.starts_with("<text");
            CHECK((element.find("fill=") != element.npos ||
                   element.find("stroke=") != element.npos || is_text));
            CHECK((element.find("font-size=") != element.npos) == is_text);
        }
}

TEST_CASE("an SVG's legend lists what is in the picture, and nothing else") {
    const std::string plain = timeline::svg("", {{"", staircase()}});
    for (const char* word : {">running<", ">waiting<", ">finished<"})
        CHECK(count(plain, word) == 1);
    for (const char* word : {">failed<", ">cancelled<", ">not started<", ">connections:<"})
        CHECK(count(plain, word) == 0);
    const std::string all = timeline::svg("", {{"", mishaps()}});
    for (const char* word : {">failed<", ">cancelled<", ">not started<"})
        CHECK(count(all, word) == 1);

    timeline::Recorder recorder;
    Script(recorder).create(1, "main");
    const auto lane = [&](aio::LaneEventKind what, aio::duration when, const char* detail = "") {
        recorder.on_lane({what, aio::time_point(when), 1, "connection 1", detail});
    };
    lane(aio::LaneEventKind::opening, 0s);
    lane(aio::LaneEventKind::busy, 1s, "/a");
    lane(aio::LaneEventKind::broken, 2s);
    const std::string lanes = timeline::svg("", {{"", recorder.record()}});
    for (const char* word : {">connections:<", ">opening<", ">a request<", ">cut off<"})
        CHECK(count(lanes, word) == 1);
    for (const char* word : {">idle<", ">closed<", ">cancelled<"}) CHECK(count(lanes, word) == 0);
}

TEST_CASE("an SVG's axis is at least as long as asked, and the same for all sections") {
    const std::string svg = timeline::svg("", {{"", block()}}, {.axis_end = 9s});
    CHECK(svg.find(">9 s</text>") != svg.npos);
    CHECK(count(svg, "<circle class=\"finished\"") == 5);
    CHECK(svg.find("cx=\"537.3\"") != svg.npos);
    CHECK(timeline::svg("", {{"", block()}}, {.axis_end = 1s}).find(">3 s</text>") != svg.npos);
}

TEST_CASE("the SVG's bars begin where others end, and ends have shapes") {
    // 3 s are a third of the plot from 236 to 1140.
    const std::string svg = timeline::svg("", {{"", staircase()}});
    CHECK(count_shapes(svg, "<rect class=\"waiting\"", " x=\"236.0\"") == 2);  // main, and delay 1
    CHECK(count_shapes(svg, "<rect class=\"waiting\"", " x=\"537.3\"") == 2);
    CHECK(count_shapes(svg, "<circle class=\"finished\"", " cx=\"537.3\"") == 1);
    CHECK(count_shapes(svg, "<circle class=\"finished\"", " cx=\"1140.0\"") == 2);

    const std::string bad = timeline::svg("", {{"", mishaps()}});
    CHECK(count(bad, "<path class=\"failed\"") == 2);  // in the picture and in the legend
    CHECK(count(bad, "<path class=\"cancelled\"") == 2);
    CHECK(bad.find(">RuntimeError: boom</text>") != bad.npos);
    CHECK(bad.find("waiting for &lt;sleep&gt; &amp; &quot;more&quot;, 2.000 s to 8.000 s") !=
          bad.npos);
}

TEST_CASE("all sections of an SVG have one scale") {
    const std::string svg = timeline::svg("", {{"", staircase()}, {"", block()}});
    CHECK(count_shapes(svg, "<circle class=\"finished\"", " cx=\"537.3\"") == 5);
}

TEST_CASE("an SVG of a very long run stays small") {
    timeline::Recorder recorder;
    Script script(recorder);
    script.create(1, "main").create(2, "ticker");
    for (int i = 0; i < 4000; ++i) script.at(i * 1ms).run(2).wait(2, "sleep");
    for (std::uint64_t i = 3; i < 20'000; ++i) script.create(i, "t");
    const std::string svg = timeline::svg("", {{"", recorder.record()}}, {.max_rows = 10});
    CHECK(svg.size() < 400'000);
    CHECK(svg.find("… and 19,989 more</text>") != svg.npos);
    const std::string without = timeline::svg("", {{"", block()}}, {.show_main = false});
    CHECK(without.find(">main</text>") == without.npos);
    CHECK(without.find(" more</text>") == without.npos);
}

TEST_CASE("the trace names each task's thread") {
    const Json trace =
        Json::parse(timeline::trace_json({{"at once", staircase()}, {"b", block()}}));
    std::map<std::pair<int, int>, std::string> names;
    std::set<std::string> processes;
    for (const Json& event : trace.at("traceEvents")) {
        if (event["name"] == "thread_name")
            names[{event["pid"], event["tid"]}] = event["args"]["name"];
        if (event["name"] == "process_name") processes.insert(event["args"]["name"]);
    }
    CHECK(names.size() == 8);
    CHECK(names[{1, 1}] == "main");
    CHECK(names[{2, 4}] == "delay 3");
    CHECK(processes == std::set<std::string>{"at once", "b"});
}

TEST_CASE("the trace's slices are in microseconds and say where a task waits") {
    const Json trace = Json::parse(timeline::trace_json({{"", staircase()}}));
    int found = 0;
    for (const Json& event : trace.at("traceEvents")) {
        if (event["ph"] != "X" || event["tid"] != 3 || event["cat"] != "waiting") continue;
        ++found;
        CHECK(event["ts"] == 3'000'000.0);
        CHECK(event["dur"] == 3'000'000.0);
        CHECK(event["name"] == "waiting: sleep");
        CHECK(event["args"]["what"] == "sleep");
        CHECK(event["args"]["file"].get<std::string>().ends_with("timeline_events.hpp"));
        CHECK(event["args"]["line"].get<int>() > 0);
    }
    CHECK(found == 1);
}

TEST_CASE("the trace has cancel requests, ends, and arrows from the creator") {
    const Json trace = Json::parse(timeline::trace_json({{"", mishaps(nasty)}}));
    std::map<std::string, int> instants;
    int begins = 0, ends = 0;
    for (const Json& event : trace.at("traceEvents")) {
        if (event["ph"] == "i") ++instants[event["name"]];
        begins += event["ph"] == "s";
        ends += event["ph"] == "f";
    }
    CHECK(instants["cancel requested"] == 1);
    CHECK(instants["cancelled"] == 1);
    CHECK(instants["failed"] == 1);
    CHECK(begins == 4);
    CHECK(ends == 4);
}

TEST_CASE("an empty trace is JSON, too") {
    CHECK(Json::parse(timeline::trace_json({})).at("traceEvents").empty());
}

TEST_CASE("files hold what the functions return") {
    const Folder folder;
    const std::vector<timeline::Section> sections{{"a", staircase()}};
    const auto svg = folder.path / "a.svg", trace = folder.path / "a.json";
    timeline::write_svg(svg.string(), "title", sections);
    timeline::write_trace(trace.string(), sections);
    CHECK(read(svg) == timeline::svg("title", sections));
    CHECK(read(trace) == timeline::trace_json(sections));
}

namespace fs = std::filesystem;

TEST_CASE("a written file is the old one or the new one, and keeps its mode and its link") {
    const Folder folder;
    const auto file = folder.path / "a", link = folder.path / "link";
    timeline::write_file(file, "old");
    fs::permissions(file, fs::perms::owner_read | fs::perms::owner_write);
    fs::create_symlink("a", link);
    {
        timeline::OutputFile half(link);
        half.write("new");
        CHECK(read(file) == "old");
    }
    CHECK(read(file) == "old");
    timeline::write_file(link, "new");
    CHECK(read(file) == "new");
    CHECK(fs::is_symlink(link));
    CHECK(fs::status(file).permissions() == (fs::perms::owner_read | fs::perms::owner_write));
    CHECK(std::distance(fs::directory_iterator(folder.path), fs::directory_iterator()) == 2);
}

TEST_CASE("a file that cannot be written: one line with the path and the reason") {
    const Folder folder;
    const auto svg = [](const std::string& path) {
        return message_of([&] { timeline::write_svg(path, "", {{"", block()}}); });
    };
    const auto trace = [](const std::string& path) {
        return message_of([&] { timeline::write_trace(path, {{"", block()}}); });
    };
    const std::string path = folder.path.string();
    CHECK(svg(path) == "cannot write " + path + ": Is a directory");
    CHECK(trace(path + "/no/such") ==
          "cannot write " + path + "/no/such: No such file or directory");
    CHECK(svg("") == "cannot write : No such file or directory");
    if (std::filesystem::exists("/dev/full")) {
        const std::string full = "cannot write /dev/full: No space left on device";
        CHECK(svg("/dev/full") == full);
        CHECK(trace("/dev/full") == full);
    }
}
