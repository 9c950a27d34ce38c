#include <coach/build_plugin.hpp>

#include <coach/compiling.hpp>
#include <coach/mistake.hpp>

#include <fmt/format.h>

#include <chrono>

namespace coach {
namespace {

namespace fs = std::filesystem;

process::Command compiler(const Toolkit& toolkit, const ShellCommand& shell,
                          const PluginOptions& how) {
    process::Command command{
        .args = {"/bin/sh", "-c",
                 "exec " + shell.command + (how.colour ? " -fdiagnostics-color=always" : "")},
        .folder = shell.folder,
        // A compiler that is stopped leaves its temporary files behind.
        .environment = {"TMPDIR=" + how.folder.string()},
        .limits = how.limits,
        .readable = system_files(),
        .writable = {how.folder, "/dev/null"}};
    command.readable.insert(command.readable.end(),
                            {toolkit.source() / "lib", toolkit.build() / "lessons", how.source});
    return command;
}

// Of a compiler that did not succeed.
std::string trouble_of(const process::ProgramResult& compiler, const PluginOptions& how) {
    if (compiler.end == process::End::out_of_time)
        return fmt::format("The compiler was stopped after {:g} s.\n",
                           std::chrono::duration<double>(how.limits.time).count());
    if (compiler.output.find("No space left on device") != std::string::npos)
        throw Mistake(fmt::format("the disk is full: {} cannot be compiled. Make room in {}.",
                                  how.source.filename().string(),
                                  how.folder.parent_path().string()));
    if (compiler.output.empty()) return "The compiler was stopped: it would have used too much.\n";
    return errors_first(compiler.output);
}

aio::Coroutine<std::string> foreign_function_in(fs::path plugin) {
    process::Command command{.args = {"nm", "--dynamic", "--undefined-only", plugin.string()}};
    const process::ProgramResult symbols = co_await process::run_program(std::move(command));
    if (!symbols.succeeded()) throw Mistake(symbols.output + ": install the package binutils");
    co_return foreign_function(symbols.output);
}

}  // namespace

std::vector<fs::path> system_files() {
    return {"/usr",
            "/lib",
            "/lib64",
            "/bin",
            "/etc/ld.so.cache",
            "/proc",
            "/dev/urandom",
            "/sys/devices/system/cpu"};
}

aio::Coroutine<Plugin> build_plugin(const Toolkit& toolkit, const Exercise& exercise,
                                    PluginOptions how) {
    const std::string name = how.source.filename().string();
    how.source = fs::absolute(how.source);
    how.folder = fs::absolute(how.folder);
    const fs::path rule = how.folder / "exercise.d";
    Plugin plugin{.file = how.folder /
                          (how.kind == Build::quick ? "exercise.so" : "exercise_sanitized.so")};
    const ShellCommand shell = toolkit.plugin(exercise, how.source, plugin.file, rule, how.kind);
    // Named first: g++ 14 crashes on a braced list in a co_await (as in GCC bug PR 103871).
    process::Command command = compiler(toolkit, shell, how);
    const process::ProgramResult result = co_await process::run_program(std::move(command));
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
    } else if (const std::string function = co_await foreign_function_in(plugin.file);
               !function.empty()) {
        plugin.kind = Plugin::forbidden;
        plugin.text = fmt::format("{} uses {}. No exercise needs that.", name, function);
    } else {
        plugin.text = result.output;
    }
    co_return plugin;
}

}  // namespace coach
