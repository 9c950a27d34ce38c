#include <coach/built_from.hpp>

#include <coach/compiling.hpp>
#include <coach/files.hpp>
#include <coach/mistake.hpp>
#include <process/program.hpp>
#include <process/shell.hpp>
#include <timeline/file.hpp>

#include <aio/run.hpp>
#include <fmt/format.h>

#include <cstdint>
#include <optional>
#include <set>
#include <sstream>
#include <string>

#include <sys/stat.h>

namespace coach {
namespace {

namespace fs = std::filesystem;

// "<size> <time> <path>": a line of the list. The line for a missing file is like no other.
std::string line_of(const fs::path& file) {
    struct stat found{};
    if (stat(file.c_str(), &found) != 0) return "- - " + file.string();
    return fmt::format("{} {}.{:09} {}", found.st_size, found.st_mtim.tv_sec, found.st_mtim.tv_nsec,
                       file.string());
}

std::string output_of(const ShellCommand& shell) {
    process::Command command{.args = {"/bin/sh", "-c", "exec " + shell.command},
                             .folder = shell.folder};
    const process::ProgramResult result = aio::run(process::run_program(std::move(command)));
    if (!result.succeeded()) throw Mistake(shell.command + ": " + result.output);
    return result.output;
}

// The compiler: the program that is called, and the one that compiles, which for g++ is another.
void add_compiler(const ShellCommand& how, std::set<fs::path>& files) {
    const std::string program = how.command.substr(0, how.command.find(' '));
    std::string own = output_of({how.folder, program + " -print-prog-name=cc1plus"});
    own.erase(own.find_last_not_of('\n') + 1);
    for (const std::string& one : {program, own})
        if (one.starts_with('/')) files.insert(fs::weakly_canonical(one));
}

void add_headers(const Toolkit& toolkit, const Exercise& exercise, std::set<fs::path>& files) {
    const fs::path header = toolkit.precompiled_header(exercise);
    for (const char* ending : {"", ".pch", ".gch"})
        if (fs::is_regular_file(header.string() + ending)) files.insert(header.string() + ending);
    const ShellCommand how =
        toolkit.list_headers(exercise, header.empty() ? exercise.folder / "exercise.cpp" : header);
    for (const std::string& name : prerequisites(output_of(how)))
        files.insert(fs::weakly_canonical(fs::path(how.folder) / name));
    add_compiler(how, files);
}

}  // namespace

std::string noted(const std::set<fs::path>& files) {
    std::string list;
    for (const fs::path& file : files) list += line_of(file) + "\n";
    return list;
}

fs::path first_changed(const std::string& list) {
    std::istringstream lines(list);
    for (std::string line; std::getline(lines, line);) {
        const fs::path file = line.substr(line.find(' ', line.find(' ') + 1) + 1);
        if (line_of(file) != line) return file;
    }
    return {};
}

fs::path list_of_what_was_built(const Toolkit& toolkit) {
    return toolkit.build() / "checks" / "built_from";
}

void note_what_was_built(const Toolkit& toolkit, const std::vector<fs::path>& sources) {
    std::set<fs::path> files(sources.begin(), sources.end());
    std::set<fs::path> headers;
    for (const Exercise& exercise : toolkit.exercises()) {
        files.insert({exercise.check, exercise.shipped});
        if (headers.insert(toolkit.precompiled_header(exercise)).second)
            add_headers(toolkit, exercise, files);
    }
    for (const Build kind : {Build::quick, Build::sanitized}) files.insert(toolkit.host(kind));
    timeline::write_file(list_of_what_was_built(toolkit), noted(files));
}

fs::path changed_since_built(const Toolkit& toolkit) {
    const std::optional<std::string> list = text_if_there(list_of_what_was_built(toolkit));
    return list ? first_changed(*list) : list_of_what_was_built(toolkit);
}

}  // namespace coach
