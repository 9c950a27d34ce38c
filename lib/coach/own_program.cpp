#include <coach/own_program.hpp>

#include <coach/compiling.hpp>
#include <coach/files.hpp>
#include <coach/mistake.hpp>
#include <coach/scratch.hpp>
#include <process/foreground.hpp>
#include <process/program.hpp>
#include <process/surroundings.hpp>

#include <aio/run.hpp>
#include <fmt/format.h>

#include <algorithm>
#include <cstdio>

#include <sys/wait.h>
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
    const process::ProgramResult result = aio::run(process::run_program(std::move(command)));
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
    toolkit.require_unchanged();

    const Scratch scratch({fs::temp_directory_path()});
    const fs::path plugin = scratch.folder() / "program.so";
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
    return WIFSIGNALED(status) ? 128 + WTERMSIG(status) : WEXITSTATUS(status);
}

}  // namespace coach
