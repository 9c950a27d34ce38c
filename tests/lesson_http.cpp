// Lessons 04 to 06: their figures, and what each shows of limits, pools and cookies.
#include <doctest/doctest.h>

#include <algorithm>
#include <filesystem>
#include <nlohmann/json.hpp>

#include "process.hpp"

using Json = nlohmann::json;

namespace {

// The curriculum's figures, section by section.
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

// Debian's own Python, which has aiohttp, even if another one comes first in PATH.
std::vector<std::string> twin(const std::string& name, const std::string& url) {
    return {"/usr/bin/python3", lesson_folder(name) + "/lesson.py", url};
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

TEST_CASE("connections are not tasks, and the server's own tasks are not counted") {
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

TEST_CASE("lesson 05 shows what the pool did, and its connections as rows") {
    const std::string text =
        run_program({lesson_program("05_session_pool"), "--clock", "virtual"}).out;
    CHECK(contains(text, "connections opened: 6, reused: 0"));
    CHECK(contains(text, "connections opened: 1, reused: 5"));
    CHECK(contains(text, "connections opened: 2, reused: 4"));
    CHECK(contains(text, "connection 2 ·····/…2███/…4██/…6█●\n"));
    CHECK(contains(text, "at most 6 tasks at once, 2 connections\n"));
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

TEST_CASE("a missing server gives one clear line, in C++ and in Python") {
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
