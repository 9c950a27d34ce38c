// What `coach init` writes for editors.
#include <doctest/doctest.h>

#include <filesystem>
#include <nlohmann/json.hpp>
#include <string>

#include <coach/editors.hpp>

#include "places.hpp"
#include "process.hpp"

namespace fs = std::filesystem;
using nlohmann::json;

TEST_CASE("clangd's version is read in Debian's and LLVM's format") {
    CHECK(coach::version_of_clangd("Debian clangd version 14.0.6\nFeatures: linux\n") == 14);
    CHECK(coach::version_of_clangd("clangd version 19.1.7") == 19);
    CHECK_FALSE(coach::version_of_clangd("bash: clangd: command not found").has_value());
    CHECK_FALSE(coach::version_of_clangd("clangd version trunk").has_value());
}

TEST_CASE("if no clangd is new enough, it marks nothing, and the file says what to do") {
    const fs::path folder = scratch("editors_old");
    coach::write_for_editors(folder, "");
    const std::string text = read_file(folder / ".clangd");
    CHECK(contains(text, "Suppress: '*'"));
    CHECK(contains(text, "clangd-19"));
    CHECK_FALSE(fs::exists(folder / ".vscode" / "settings.json"));
}

TEST_CASE("VS Code is told of a clangd with another name, and its tasks call the coach") {
    const fs::path folder = scratch("editors_new");
    coach::write_for_editors(folder, "clangd-19");
    CHECK_FALSE(contains(read_file(folder / ".clangd"), "Suppress"));
    CHECK(json::parse(read_file(folder / ".vscode" / "settings.json"))["clangd.path"] ==
          "clangd-19");
    const json tasks = json::parse(read_file(folder / ".vscode" / "tasks.json"));
    CHECK(tasks["version"] == "2.0.0");
    CHECK(tasks["tasks"].size() == 4);
    for (const json& task : tasks["tasks"])
        CHECK(task["command"].get<std::string>().starts_with("./coach "));
}

TEST_CASE("existing files stay as they are") {
    const fs::path folder = scratch("editors_mine");
    coach::write_for_editors(folder, "");
    const std::string before = read_file(folder / ".clangd");
    coach::write_for_editors(folder, "clangd-19");
    CHECK(read_file(folder / ".clangd") == before);
}
