#include <coach/own_program.hpp>

#include <coach/compiling.hpp>
#include <coach/crash.hpp>
#include <coach/files.hpp>
#include <coach/mistake.hpp>
#include <coach/progress_line.hpp>
#include <coach/scratch.hpp>
#include <process/foreground.hpp>
#include <process/program.hpp>
#include <process/surroundings.hpp>

#include <aio/run.hpp>
#include <fmt/format.h>

#include <algorithm>
#include <cstdio>
#include <regex>
#include <sstream>
#include <utility>

#include <unistd.h>

namespace coach {
namespace {

namespace fs = std::filesystem;

// It may use the whole library: it is compiled like the first exercise that has aio::http among its
// headers.
const Exercise& compiled_alike(const Toolkit& toolkit) {
    const auto with_http = std::ranges::find_if(toolkit.exercises(), [&](const Exercise& one) {
        return toolkit.precompiled_header(one).string().find("http") != std::string::npos;
    });
    return with_http == toolkit.exercises().end() ? toolkit.exercises().front() : *with_http;
}

// Empty, or the compiler's messages.
std::string compile(const Toolkit& toolkit, const fs::path& file, const fs::path& folder,
                    const fs::path& plugin, const Style& style) {
    ShellCommand shell =
        toolkit.plugin(compiled_alike(toolkit), file, plugin, folder / "includes.d");
    if (style.colour) shell.command += " -fdiagnostics-color=always";
    process::Command command{.args = {"/bin/sh", "-c", "exec " + shell.command},
                             .folder = shell.folder,
                             .environment = {"TMPDIR=" + folder.string()}};
    const process::ProgramResult result = [&] {
        const PassingLine said(fmt::format("compiling {}...", file.filename().string()), style);
        return aio::run(process::run_program(std::move(command)));
    }();
    if (result.succeeded()) {
        fmt::print(stderr, "{}", result.output);  // warnings
        return {};
    }
    return result.output.empty() ? "The compiler was stopped.\n" : errors_first(result.output);
}

std::vector<std::string> whole_environment() {
    std::vector<std::string> all;
    for (char** one = environ; *one; ++one) all.emplace_back(*one);
    return all;
}

// Whether it begins with `int main()`, which sees no flags. One that has parameters counts for
// more: the other may be in a comment.
bool main_sees_no_flags(const std::string& source) {
    static const std::regex head(R"(\b(?:int|auto)\s+main\s*\(\s*(?:void\s*)?(\)?))");
    bool found = false;
    for (std::sregex_iterator at(source.begin(), source.end(), head), end; at != end; ++at) {
        if ((*at)[1].length() == 0) return false;
        found = true;
    }
    return found;
}

// What makes the first program of a workshop take flags, and be drawn: an include, and its main.
std::string lines_that_draw(const Toolkit& toolkit) {
    std::istringstream program(text_of(first_own_program(toolkit)));
    std::string shown;
    bool is_main = false;
    for (std::string line; std::getline(program, line);) {
        if (line.starts_with("int main(")) {
            is_main = true;
            shown += '\n';
        }
        if (is_main || line.ends_with("<lesson/lesson.hpp>")) shown += "\n    " + line;
    }
    return shown;
}

// The innermost line of the student's own file among the calls that own_program noted as it
// crashed, "mine.cpp:12". Empty if there is none, or nothing to look it up with.
std::string place_of_crash(const fs::path& plugin, const std::string& file) {
    process::Command command{
        .args = {"addr2line", "--basenames", "--inlines", "--exe", plugin.string()}};
    std::istringstream calls(text_if_there(plugin.string() + ".calls").value_or(""));
    const auto known = command.args.size();
    for (std::string address; std::getline(calls, address);) command.args.push_back(address);
    if (command.args.size() == known) return {};
    const process::ProgramResult found = aio::run(process::run_program(std::move(command)));
    if (!found.succeeded()) return {};
    const std::string place = place_in("\n" + found.output, "\n" + file);
    return place.empty() ? place : place.substr(1);
}

}  // namespace

bool is_own_program(const std::string& typed) {
    const fs::path path(typed);
    return path.extension() == ".cpp" && path.filename() != "exercise.cpp";
}

fs::path first_own_program(const Toolkit& toolkit) {
    return toolkit.source() / "lessons" / "playground" / "mine.cpp";
}

ShellCommand compile_own_program(const Toolkit& toolkit, const fs::path& file) {
    return toolkit.compile(compiled_alike(toolkit), file);
}

int run_own_program(const Toolkit& toolkit, const fs::path& file,
                    const std::vector<std::string>& flags, const Style& style) {
    const FileText text = read_file(file);
    if (!text.trouble.empty()) throw Mistake(fmt::format("{} {}.", file.string(), text.trouble));
    const std::string name = file.stem().string();
    if (!flags.empty() && main_sees_no_flags(text.text))
        throw Mistake(fmt::format(
            "{} takes no flags and is not drawn, because its main() has no parameters. What makes "
            "playground/mine.cpp do both:\n{}",
            file.filename().string(), lines_that_draw(toolkit)));
    toolkit.require_unchanged();

    const Scratch scratch({fs::temp_directory_path()});
    const fs::path plugin = scratch.folder() / (name + ".so");
    const std::string errors =
        compile(toolkit, fs::absolute(file), scratch.folder(), plugin, style);
    if (!errors.empty()) {
        fmt::print("{} does not compile yet:\n\n{}", file.string(), errors);
        return 1;
    }
    std::vector<std::string> args{(toolkit.build() / "checks" / "own_program").string(),
                                  plugin.string()};
    args.insert(args.end(), flags.begin(), flags.end());
    if (style.words) args.emplace_back("--words");
    std::fflush(stdout);
    const int status = process::run_in_foreground(std::move(args), whole_environment());
    const std::string place = place_of_crash(plugin, file.filename().string());
    if (const std::string end = end_of_program(status, place); !end.empty())
        fmt::print(stderr, "{}: {}\n", name, end);
    return process::shell_status(status);
}

}  // namespace coach
