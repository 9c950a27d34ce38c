// Lessons 04 to 06: their figures exactly under the virtual clock, and about
// the same in real time, with a server of their own and with one that runs
// alone, in C++ and in Python. All that takes seconds runs side by side.
#include <doctest/doctest.h>

#include <netdb.h>

#include <algorithm>
#include <filesystem>
#include <future>
#include <nlohmann/json.hpp>

#include "server_process.hpp"

using Json = nlohmann::json;

namespace {

/// Without /etc/hosts, as in a minimal root, only our own session knows it.
bool knows_localhost() {
    addrinfo* found = nullptr;
    if (getaddrinfo("localhost", nullptr, nullptr, &found) != 0) return false;
    freeaddrinfo(found);
    return true;
}

constexpr double allowance = 1.5;  // seconds; on an idle machine 0.05 are enough

// What the curriculum says, section by section.
struct Figures {
    std::string name;
    std::vector<double> seconds;
    std::vector<int> connections;
};
const std::vector<Figures> lessons{{"04_timeouts", {2, 4, 1, 1}, {1, 1, 1, 1}},
                                   {"05_session_pool", {6, 3.5, 2}, {6, 1, 2}},
                                   {"06_session_cookies", {2}, {2}}};

Json parse(const Outcome& run) {
    REQUIRE_MESSAGE(run.status == 0, run.err);
    CHECK(run.err == "");
    return Json::parse(run.out);
}

Json virtual_summary(const std::string& name, const std::vector<std::string>& more = {}) {
    std::vector<std::string> args{lesson_program(name), "--clock", "virtual", "--json"};
    args.insert(args.end(), more.begin(), more.end());
    return parse(run_program(args));
}

std::future<Outcome> start(std::vector<std::string> args) {
    return std::async(std::launch::async, [args] { return run_program(args); });
}

// Debian's own, which has aiohttp, whichever else is in front of it.
std::vector<std::string> twin(const std::string& name, const std::string& url) {
    return {"/usr/bin/python3", lesson_folder(name) + "/lesson.py", url};
}

std::vector<double> elapsed_in(const std::string& text) {
    std::vector<double> found;
    const std::regex line("elapsed ([0-9.]+) s");
    for (std::sregex_iterator at(text.begin(), text.end(), line), end; at != end; ++at)
        found.push_back(std::stod((*at)[1]));
    return found;
}

void check_about(const std::vector<double>& seconds, const std::vector<double>& expected) {
    REQUIRE(seconds.size() == expected.size());
    for (std::size_t i = 0; i < expected.size(); ++i) {
        CHECK(seconds[i] >= expected[i] - 0.01);  // aiohttp rounds a limit down to a millisecond
        CHECK(seconds[i] < expected[i] + allowance);
    }
}

// What was said, without times and tasks, in the order of the text, so that it
// does not matter which of two simultaneous requests is the first.
std::vector<std::string> said(const std::string& text) {
    std::vector<std::string> lines;
    const std::regex line(
        "^ *[0-9.]+ s  (Task-[0-9]+|main|fetch [0-9]|(total|connect|sock_read) [0-9] s) *  (.*)$");
    std::istringstream stream(text);
    for (std::string next; std::getline(stream, next);)
        if (std::smatch match; std::regex_match(next, match, line)) lines.push_back(match[3]);
    std::sort(lines.begin(), lines.end());
    return lines;
}

}  // namespace

TEST_CASE("under the virtual clock the figures are exact, whatever the schedule") {
    for (const Figures& lesson : lessons)
        for (const char* seed : {"0", "1", "7", "18446744073709551615"}) {
            CAPTURE(lesson.name);
            const Json json = virtual_summary(lesson.name, {"--seed", seed});
            CHECK(json["elapsed_s"] == lesson.seconds.front());
            CHECK(json["reports"] == Json::array());
            REQUIRE(json["sections"].size() == lesson.seconds.size());
            for (std::size_t i = 0; i < lesson.seconds.size(); ++i) {
                CHECK(json["sections"][i]["elapsed_s"] == lesson.seconds[i]);
                CHECK(json["sections"][i]["connections"] == lesson.connections[i]);
            }
        }
}

TEST_CASE("connections are no tasks, and the server's own tasks are not counted") {
    const Json pool = virtual_summary("05_session_pool");
    CHECK(pool["sections"][0]["max_concurrent"] == 0);
    CHECK(pool["sections"][2]["max_concurrent"] == 6);
    CHECK(pool["sections"][2]["finish_order"].size() == 6);
    CHECK(virtual_summary("04_timeouts")["sections"][0]["max_concurrent"] == 1);
}

TEST_CASE("lesson 06: 200 with the cookies, 401 without") {
    CHECK(virtual_summary("06_session_cookies")["results"] == Json{200, 401});
}

TEST_CASE("lesson 04 names each limit, and the error that belongs to it") {
    const std::string text = run_program({lesson_program("04_timeouts"), "--clock", "virtual"}).out;
    CHECK(contains(text, "  2.0 s  main     TimeoutError: total 2 s\n"));
    CHECK(contains(text, "  1.0 s  main     ConnectionTimeoutError: connect 1 s\n"));
    CHECK(contains(text, "  1.0 s  main     SocketTimeoutError: sock_read 1 s\n"));
    CHECK(contains(text, "  4.0 s  sock_read 1 s  complete\n"));
    CHECK(contains(text, "total 300 s"));
}

TEST_CASE("lesson 05 shows what the pool has done, and its connections as rows") {
    const std::string text =
        run_program({lesson_program("05_session_pool"), "--clock", "virtual"}).out;
    CHECK(contains(text, "connections opened: 6, reused: 0"));
    CHECK(contains(text, "connections opened: 1, reused: 5"));
    CHECK(contains(text, "connections opened: 2, reused: 4"));
    CHECK(contains(text, "connection 2 ·····/…2███/…4██/…6█●\n"));
    CHECK(contains(text, "at most 6 tasks at once, 2 connections\n"));
}

TEST_CASE("in real time they take as long, beside their own server, another, and in Python") {
    ServerProcess server;
    struct Case {
        Figures lesson;
        std::future<Outcome> own, text, other, python;
    };
    std::vector<Case> cases;
    for (const Figures& lesson : lessons) {
        const std::string program = lesson_program(lesson.name);
        cases.push_back({lesson, start({program, "--json"}), start({program}),
                         start({program, "--json", "--url", server.url}),
                         start(twin(lesson.name, server.url))});
    }
    for (Case& c : cases) {
        CAPTURE(c.lesson.name);
        for (auto* run : {&c.own, &c.other}) {
            std::vector<double> seconds;
            const Json json = parse(run->get());
            for (const Json& section : json["sections"]) seconds.push_back(section["elapsed_s"]);
            check_about(seconds, c.lesson.seconds);
        }
        const Outcome python = c.python.get(), text = c.text.get();
        if (!knows_localhost()) {
            MESSAGE(
                "this system does not know the name localhost (has it no /etc/hosts?), so the "
                "twins in Python could not ask the server");
            continue;
        }
        REQUIRE_MESSAGE(python.status == 0, python.err);
        CHECK(python.err == "");
        check_about(elapsed_in(python.out), c.lesson.seconds);
        // The tickets of lesson 06 are numbered by the server, which others ask, too.
        const std::regex ticket("guest[0-9]+ *");
        CHECK(said(text.out).size() >= 7);
        CHECK(said(std::regex_replace(text.out, ticket, "guest")) ==
              said(std::regex_replace(python.out, ticket, "guest")));
    }
    CHECK(server.end() == 0);
}

TEST_CASE("--url must be a server's, and needs the real clock at its own pace") {
    const auto check_usage = [](std::vector<std::string> args, const std::string& part) {
        args.insert(args.begin(), lesson_program("05_session_pool"));
        const Outcome run = run_program(args);
        CHECK(run.status == 2);
        CHECK(run.out == "");
        CHECK(count_lines(run.err) == 1);
        CHECK_MESSAGE(contains(run.err, part), run.err);
    };
    check_usage({"--url"}, "--url needs a value");
    check_usage({"--url", "localhost:8080"}, "--url: 'localhost:8080' is not allowed");
    check_usage({"--url", "http://"}, "--url: 'http://' is not allowed");
    check_usage({"--url", "http://localhost:8080", "--clock", "virtual"},
                "leave out --clock virtual");
    check_usage({"--url", "http://localhost:8080", "--speed", "2"}, "leave out --speed");
    CHECK(run_program({lesson_program("01_await_in_loop"), "--url", "http://a"}).status == 2);
    CHECK(contains(run_program({lesson_program("04_timeouts"), "--help"}).out, "--url"));
}

TEST_CASE("a server that is not there is one clear line, in C++ and in Python") {
    for (const Figures& lesson : lessons) {
        const Outcome run =
            run_program({lesson_program(lesson.name), "--url", "http://localhost:1/"});
        CHECK(run.status == 1);
        CHECK(count_lines(run.err) == 1);
        CHECK_MESSAGE(contains(run.err, "localhost port"), run.err);
        const Outcome python = run_program(twin(lesson.name, "http://localhost:1/"));
        CHECK(python.status == 1);
        CHECK_MESSAGE(contains(python.err, "start the server first: make serve"), python.err);
    }
}

TEST_CASE("--svg and --trace show connections, with their requests") {
    const std::string base =
        std::filesystem::temp_directory_path().string() + "/nine_pool_" + std::to_string(getpid());
    const Outcome run = run_program({lesson_program("05_session_pool"), "--clock", "virtual",
                                     "--svg", base + ".svg", "--trace", base + ".json"});
    CHECK(run.status == 0);
    const std::string svg = read_file(base + ".svg");
    CHECK(contains(svg, ">connection 6</text>"));
    CHECK(contains(svg, "<title>/delay/0.5?page=6, 5.500 s to 6.000 s</title>"));
    CHECK(contains(svg, "2 connections</text>"));
    std::size_t requests = 0, openings = 0;
    const Json trace = Json::parse(read_file(base + ".json"));
    for (const Json& event : trace["traceEvents"]) {
        requests += event["name"] == "/delay/0.5?page=3" ? 1 : 0;
        openings += event["name"] == "opening" && event["dur"] == 500000.0 ? 1 : 0;
    }
    CHECK(requests == 3);
    CHECK(openings == 9);
    std::filesystem::remove(base + ".svg");
    std::filesystem::remove(base + ".json");
}
