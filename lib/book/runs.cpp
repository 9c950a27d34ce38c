#include <book/runs.hpp>

#include <fmt/format.h>

#include <algorithm>
#include <nlohmann/json.hpp>
#include <thread>
#include <utility>

#include <book/files.hpp>
#include <book/first_lines.hpp>
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

// As --json prints it.
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

// Command lines have names here: g++ 14 crashes on a braced list in a co_await (as in GCC bug PR
// 103871).
using Args = std::vector<std::string>;

Args in_json(const fs::path& program) { return {program.string(), "--clock", "virtual", "--json"}; }

}  // namespace

Runs::Runs(Folders folders)
    : folders_(std::move(folders)),
      places_(static_cast<int>(std::max(1U, std::thread::hardware_concurrency()))) {}

aio::Coroutine<LessonRun> Runs::lesson(std::string name) {
    const std::string folder = "lessons/" + name;
    const fs::path program = folders_.build / "bin" / name;
    const Args with_tapes = in_json(program), as_text{program.string(), "--clock", "virtual"};
    Recording recording = co_await record({folder, program, with_tapes}, 0);
    LessonRun run;
    run.title = title_in(recording.output, folder);
    run.tapes = std::move(recording.tapes);
    run.transcript = co_await output_of(as_text, folder, 0);
    co_return run;
}

aio::Coroutine<std::vector<timeline::Tape>> Runs::schedules(std::string lesson) {
    const std::string name = fmt::format("lessons/{}/schedules.cpp", lesson);
    const fs::path program = folders_.build / "bin" / (lesson + "_schedules");
    const Args command{program.string()};
    Recording recording = co_await record({name, program, command}, 0);
    co_return std::move(recording.tapes);
}

aio::Coroutine<std::vector<timeline::Tape>> Runs::answer(std::string lesson, std::string answer) {
    const std::string name = fmt::format("lessons/{}/{}.cpp", lesson, answer);
    const fs::path checks = folders_.build / "checks";
    const fs::path plugin = checks / "answers" / lesson / (answer + ".so");
    std::vector<std::string> command{host_of(lesson, checks).string(), plugin.string(),
                                     (checks / (lesson + ".so")).string()};
    command.insert(command.end(), {"--show", "--clock", "virtual"});
    Recording recording = co_await record({name, plugin, std::move(command)}, 1);
    co_return std::move(recording.tapes);
}

aio::Coroutine<WhatIfRun> Runs::what_if(std::string lesson) {
    const std::string name = fmt::format("lessons/{}/what_if.cpp", lesson);
    const fs::path program = folders_.build / "bin" / (lesson + "_what_if");
    const Args with_tapes = in_json(program), choices{program.string(), "--choices"};
    Recording recording = co_await record({name, program, with_tapes}, 0);
    WhatIfRun run;
    run.choices = co_await output_of(choices, name, 0);
    run.tapes = std::move(recording.tapes);
    co_return run;
}

aio::Coroutine<Runs::Recording> Runs::record(Program program, int worst_status) {
    if (!fs::exists(program.built))
        throw BookError(fmt::format("{}: {} is not there; `make book` builds it", program.name,
                                    program.built.string()));
    const fs::path tape = folders_.scratch / fmt::format("{}.tape", ++recordings_);
    program.command.insert(program.command.end(), {"--tape", tape.string()});
    Recording recording;
    recording.output = co_await output_of(std::move(program.command), program.name, worst_status);
    recording.tapes = tapes_in(tape, program.name);
    name_first_lines(recording.tapes, folders_.root);
    co_return recording;
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
        throw BookError(fmt::format("{}: its program did not run to its end: {}", name,
                                    last_line(result.output)));
    co_return std::move(result.output);
}

}  // namespace book
