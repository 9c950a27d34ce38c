#include <book/runs.hpp>

#include <fmt/format.h>

#include <algorithm>
#include <nlohmann/json.hpp>
#include <thread>
#include <utility>

#include <book/files.hpp>
#include <book/trouble.hpp>
#include <check/protocol.hpp>
#include <process/program.hpp>
#include <terminal/wrap.hpp>
#include <timeline/tape_file.hpp>

namespace book {
namespace {

namespace fs = std::filesystem;
using namespace std::chrono_literals;

constexpr std::size_t most_output = 1 << 20;

std::string last_line(const std::string& text) {
    const auto lines = terminal::lines_of(text);
    return lines.empty() ? "nothing was printed" : lines.back();
}

std::vector<timeline::Tape> tapes_in(const fs::path& file, const std::string& name) {
    if (!fs::exists(file))
        throw BookError(fmt::format("{}: its program has written no tape", name));
    try {
        return timeline::read_tapes(text_of(file));
    } catch (const timeline::TapeError& error) {
        throw BookError(fmt::format("{}: its tape cannot be read: {}", name, error.what()));
    }
}

// What --json says.
std::string title_in(const std::string& text, const std::string& name) {
    const auto json = nlohmann::json::parse(text, nullptr, false);
    if (!json.is_object() || !json.contains("title") || !json["title"].is_string())
        throw BookError(fmt::format("{}: its program's --json has no title", name));
    return json["title"];
}

// The program that a lesson's check and an answer are loaded into.
fs::path host_of(const std::string& lesson, const fs::path& checks) {
    const fs::path file = checks / (lesson + ".json");
    const auto outline = check::protocol::read_outline(text_of(file));
    if (!outline) throw BookError(fmt::format("{}: is not the outline of a check", file.string()));
    return checks / (outline->limits.sanitized ? "check_exercise_sanitized" : "check_exercise");
}

void expect_built(const fs::path& file, const std::string& name) {
    if (!fs::exists(file))
        throw BookError(
            fmt::format("{}: {} is not there; `make book` builds it", name, file.string()));
}

}  // namespace

Runs::Runs(Folders folders)
    : folders_(std::move(folders)),
      places_(static_cast<int>(std::max(1U, std::thread::hardware_concurrency()))) {}

aio::Coroutine<LessonRun> Runs::lesson(std::string name) {
    const fs::path program = folders_.build / "bin" / name;
    const std::string folder = "lessons/" + name;
    expect_built(program, folder);
    const fs::path tape = folders_.scratch / (name + ".tape");
    const std::vector<std::string> args{program.string(), "--clock", "virtual"};
    auto for_us = args;
    for_us.insert(for_us.end(), {"--json", "--tape", tape.string()});

    LessonRun run;
    run.transcript = co_await output_of(args, folder, 0);
    run.title = title_in(co_await output_of(for_us, folder, 0), folder);
    run.tapes = tapes_in(tape, folder);
    co_return run;
}

aio::Coroutine<std::vector<timeline::Tape>> Runs::schedules(std::string lesson) {
    const fs::path program = folders_.build / "bin" / (lesson + "_schedules");
    const std::string name = fmt::format("lessons/{}/schedules.cpp", lesson);
    expect_built(program, name);
    const fs::path tape = folders_.scratch / (lesson + "_schedules.tape");
    std::vector<std::string> args{program.string(), "--tape", tape.string()};
    co_await output_of(std::move(args), name, 0);
    co_return tapes_in(tape, name);
}

aio::Coroutine<std::vector<timeline::Tape>> Runs::answer(std::string lesson, std::string answer) {
    const fs::path checks = folders_.build / "checks";
    const fs::path plugin = checks / "answers" / lesson / (answer + ".so");
    const std::string name = fmt::format("lessons/{}/{}.cpp", lesson, answer);
    expect_built(plugin, name);
    const fs::path tape = folders_.scratch / fmt::format("{}-{}.tape", lesson, answer);
    std::vector<std::string> args{host_of(lesson, checks).string(), plugin.string(),
                                  (checks / (lesson + ".so")).string()};
    args.insert(args.end(), {"--show", "--clock", "virtual", "--tape", tape.string()});
    co_await output_of(std::move(args), name, 1);
    co_return tapes_in(tape, name);
}

aio::Coroutine<WhatIfRun> Runs::what_if(std::string lesson) {
    const std::string name = fmt::format("lessons/{}/what_if.cpp", lesson);
    const fs::path program = folders_.build / "bin" / (lesson + "_what_if");
    expect_built(program, name);
    const fs::path tape = folders_.scratch / (lesson + "-what_if.tape");
    WhatIfRun run;
    run.choices = co_await output_of({program.string(), "--choices"}, name, 0);
    co_await output_of({program.string(), "--clock", "virtual", "--json", "--tape", tape.string()},
                       name, 0);
    run.tapes = tapes_in(tape, name);
    co_return run;
}

aio::Coroutine<std::string> Runs::output_of(std::vector<std::string> args, std::string name,
                                            int worst_status) {
    const auto place = co_await places_.hold();
    process::Command command;
    command.args = std::move(args);
    command.folder = folders_.root;
    command.limits = {.time = 60s, .output = most_output};
    process::ProgramResult result = co_await process::run_program(std::move(command));
    if (result.end != process::End::exited || result.status > worst_status)
        throw BookError(fmt::format("{}: its program does not run to its end: {}", name,
                                    last_line(result.output)));
    co_return std::move(result.output);
}

}  // namespace book
