#include <book/runs.hpp>

#include <fmt/format.h>

#include <nlohmann/json.hpp>

#include <aio/run.hpp>
#include <book/files.hpp>
#include <book/trouble.hpp>
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

// What it prints. `name` is what an error calls it.
std::string output_of(std::vector<std::string> args, const fs::path& folder,
                      const std::string& name) {
    process::Command command;
    command.args = std::move(args);
    command.folder = folder;
    command.limits = {.time = 60s, .output = most_output};
    const process::ProgramResult result = aio::run(process::run_program(std::move(command)));
    if (!result.succeeded())
        throw BookError(fmt::format("{}: its program does not run to its end: {}", name,
                                    last_line(result.output)));
    return result.output;
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

}  // namespace

LessonRun run_lesson(const Folders& folders, const std::string& lesson) {
    const fs::path program = folders.build / "bin" / lesson;
    const std::string name = "lessons/" + lesson;
    if (!fs::exists(program))
        throw BookError(fmt::format("{}: its program, {}, is not there; make book builds it", name,
                                    program.string()));
    const fs::path tape = folders.scratch / (lesson + ".tape");
    LessonRun run;
    run.transcript = output_of({program.string(), "--clock", "virtual"}, folders.root, name);
    run.title = title_in(
        output_of({program.string(), "--clock", "virtual", "--json", "--tape", tape.string()},
                  folders.root, name),
        name);
    run.tapes = tapes_in(tape, name);
    return run;
}

}  // namespace book
