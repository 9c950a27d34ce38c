#include <coach/compile_commands.hpp>

#include <coach/files.hpp>
#include <timeline/file.hpp>

#include <nlohmann/json.hpp>

namespace coach {

using Json = nlohmann::ordered_json;

std::vector<CompileCommand> read_compile_commands(const std::filesystem::path& file) try {
    const Json entries = Json::parse(text_if_there(file).value_or("[]"), nullptr, false);
    std::vector<CompileCommand> all;
    for (const Json& entry : entries)
        all.push_back({.file = entry.at("file").get<std::string>(),
                       .how = {.folder = entry.at("directory"), .command = entry.at("command")}});
    return all;
} catch (const Json::exception&) {
    return {};
}

void write_compile_commands(const std::filesystem::path& file,
                            const std::vector<CompileCommand>& commands) {
    Json entries = Json::array();
    for (const CompileCommand& one : commands)
        entries.push_back({{"directory", one.how.folder},
                           {"file", one.file.string()},
                           {"command", one.how.command}});
    const std::string text = entries.dump(2) + "\n";
    if (read_file(file).text != text) timeline::write_file(file, text);
}

}  // namespace coach
