#include <coach/editors.hpp>

#include <process/program.hpp>
#include <timeline/file.hpp>

#include <aio/run.hpp>
#include <nlohmann/json.hpp>

#include <charconv>
#include <utility>

namespace coach {
namespace {

namespace fs = std::filesystem;
using Json = nlohmann::ordered_json;

// The version that the library's headers require of clang.
constexpr int oldest = 16;

constexpr const char* silenced =
    R"(# There was no clangd 16 or newer here when this was written, and an older one does not
# understand the library: what it would mark is not your mistake, so it marks nothing.
# With a newer one (on Debian 12: the package clangd-19), remove this file and run
# `./coach init .` again.
Diagnostics:
  Suppress: '*'
)";

constexpr const char* plain =
    R"(# How each file is compiled is in compile_commands.json, which ./coach writes.
Diagnostics:
  UnusedIncludes: None
)";

Json task(const char* label, const std::string& command) {
    return {{"label", label},
            {"type", "shell"},
            {"command", command},
            {"options", {{"cwd", "${workspaceFolder}"}}},
            {"problemMatcher", "$gcc"}};
}

std::string tasks() {
    Json check = task("coach: check this exercise", "./coach check ${relativeFile}");
    check["group"] = {{"kind", "build"}, {"isDefault", true}};
    const Json all{{"version", "2.0.0"},
                   {"tasks",
                    {check, task("coach: watch this exercise", "./coach watch ${relativeFile}"),
                     task("coach: run this exercise or program", "./coach run ${relativeFile}"),
                     task("coach: a hint", "./coach hint ${relativeFile}")}}};
    return all.dump(4) + "\n";
}

void add(const fs::path& file, const std::string& text) {
    std::error_code error;
    fs::create_directories(file.parent_path(), error);
    if (!fs::exists(fs::symlink_status(file))) timeline::write_file(file, text);
}

}  // namespace

std::optional<int> version_of_clangd(const std::string& told) {
    const std::string word = "clangd version ";
    const auto at = told.find(word);
    if (at == told.npos) return {};
    const char* begin = told.data() + at + word.size();
    int version = 0;
    const auto [rest, error] = std::from_chars(begin, told.data() + told.size(), version);
    if (error != std::errc()) return {};
    return version;
}

std::string fitting_clangd() {
    for (const char* name :
         {"clangd", "clangd-21", "clangd-20", "clangd-19", "clangd-18", "clangd-17", "clangd-16"}) {
        process::Command command{.args = {name, "--version"}};
        const process::ProgramResult told = aio::run(process::run_program(std::move(command)));
        const std::optional<int> version = version_of_clangd(told.output);
        if (told.succeeded() && version && *version >= oldest) return name;
    }
    return {};
}

void write_for_editors(const fs::path& workshop, const std::string& clangd) {
    add(workshop / ".clangd", clangd.empty() ? silenced : plain);
    add(workshop / ".vscode" / "tasks.json", tasks());
    if (!clangd.empty() && clangd != "clangd")
        add(workshop / ".vscode" / "settings.json", Json{{"clangd.path", clangd}}.dump(4) + "\n");
}

}  // namespace coach
