#include <coach/build_plugin.hpp>

#include <coach/compiling.hpp>
#include <coach/files.hpp>
#include <coach/mistake.hpp>
#include <coach/screen.hpp>
#include <coach/source_screen.hpp>

#include <aio/gather.hpp>
#include <fmt/format.h>

#include <chrono>
#include <set>
#include <tuple>
#include <utility>

namespace coach {
namespace {

namespace fs = std::filesystem;

process::Command compiler(const Toolkit& toolkit, const Exercise& exercise,
                          const ShellCommand& shell, const PluginOptions& how) {
    process::Command command{
        .args = {"/bin/sh", "-c",
                 "exec " + shell.command + (how.colour ? " -fdiagnostics-color=always" : "")},
        .folder = shell.folder,
        // A compiler that is stopped leaves its temporary files behind.
        .environment = {"TMPDIR=" + how.folder.string()},
        .limits = how.limits,
        .readable = files_to_run(),
        .writable = {how.folder, "/dev/null"}};
    command.readable.insert(command.readable.end(),
                            {"/bin", "/proc", toolkit.source() / "lib", how.source});
    // Apart from the objects of the answers.
    if (const fs::path header = toolkit.precompiled_header(exercise); !header.empty())
        command.readable.push_back(header.parent_path());
    return command;
}

// For a compiler that did not succeed.
std::string trouble_of(const process::ProgramResult& compiler, const PluginOptions& how) {
    if (compiler.end == process::End::out_of_time)
        return fmt::format("The compiler was stopped after {:g} s.\n",
                           std::chrono::duration<double>(how.limits.time).count());
    // An #error may say so, too.
    if (compiler.output.find("No space left on device") != std::string::npos &&
        fs::space(how.folder).available < how.limits.file)
        throw Mistake(fmt::format("the disk is full: {} cannot be compiled. Make room in {}.",
                                  how.source.filename().string(),
                                  how.folder.parent_path().string()));
    if (compiler.output.empty()) return "The compiler was stopped: it would have used too much.\n";
    return errors_first(compiler.output);
}

// The names of the program that loads it; they do not change while we run.
const std::set<std::string>& names_of_host(const Toolkit& toolkit) {
    static const std::set<std::string> names = plain_names(toolkit.host());
    return names;
}

aio::Coroutine<> learn_names(const Toolkit& toolkit, bool are_needed) {
    if (are_needed) names_of_host(toolkit);
    co_return;
}

// What does not belong in a plug-in; empty: nothing.
std::string trouble_in(const fs::path& plugin, const Toolkit& toolkit, const std::string& name) {
    try {
        return foreign_code(ElfFile(plugin), names_of_host(toolkit), name);
    } catch (const ElfError& error) {
        return fmt::format("What was made of {} cannot be looked into: {}.", name, error.what());
    }
}

}  // namespace

std::vector<fs::path> files_to_run() {
    return {
        "/usr", "/lib", "/lib64", "/etc/ld.so.cache", "/dev/urandom", "/sys/devices/system/cpu"};
}

aio::Coroutine<Plugin> build_plugin(const Toolkit& toolkit, const Exercise& exercise,
                                    PluginOptions how) {
    const std::string name = how.source.filename().string();
    how.source = fs::absolute(how.source);
    how.folder = fs::absolute(how.folder);
    const fs::path rule = how.folder / "exercise.d";
    Plugin plugin{.file = how.folder /
                          (how.kind == Build::quick ? "exercise.so" : "exercise_sanitized.so")};
    if (std::string text = how.screened ? foreign_text(text_of(how.source)) : ""; !text.empty()) {
        plugin.kind = Plugin::forbidden;
        plugin.text = std::move(text);
        co_return plugin;
    }
    const ShellCommand shell = toolkit.plugin(exercise, how.source, plugin.file, rule, how.kind);
    // Given a name first: g++ 14 crashes on a braced list in a co_await (as in GCC bug PR 103871).
    process::Command command = compiler(toolkit, exercise, shell, how);
    // Meanwhile, what it will be compared with.
    const auto both = co_await aio::gather(process::run_program(std::move(command)),
                                           learn_names(toolkit, how.screened));
    const process::ProgramResult& result = std::get<0>(both);
    plugin.seconds = result.took.count();

    const std::string foreign = result.succeeded()
                                    ? foreign_include(toolkit, how.source, rule, shell.folder)
                                    : fenced_off(result.output);
    if (!foreign.empty()) {
        plugin.kind = Plugin::forbidden;
        plugin.text = fmt::format(
            "{} includes {}. An exercise may include the library's headers and the system's, and "
            "no others.",
            name, foreign);
    } else if (!result.succeeded()) {
        plugin.kind = Plugin::not_compiled;
        plugin.text = trouble_of(result, how);
    } else if (std::string code = how.screened && how.kind == Build::quick
                                      ? trouble_in(plugin.file, toolkit, name)
                                      : "";
               !code.empty()) {
        plugin.kind = Plugin::forbidden;
        plugin.text = std::move(code);
    } else {
        plugin.text = result.output;
    }
    co_return plugin;
}

}  // namespace coach
