#include <coach/symbolize.hpp>

#include <coach/build_plugin.hpp>
#include <coach/mistake.hpp>
#include <process/program.hpp>

#include <sstream>
#include <string_view>
#include <utility>
#include <vector>

namespace coach {
namespace {

// No sanitizer's report has more.
constexpr std::size_t most_places = 500;

// A place in the text: "(/tmp/run/exercise.so+0x1a2b)".
struct Place {
    std::size_t begin, end;
    std::string address;
};

bool is_address(std::string_view text) {
    return text.starts_with("0x") && text.size() > 2 && text.size() <= 18 &&
           text.find_first_not_of("0123456789abcdef", 2) == text.npos;
}

std::vector<Place> places_in(const std::string& text, const std::string& plugin) {
    std::vector<Place> all;
    const std::string mark = "(" + plugin + "+";
    for (auto at = text.find(mark); at != text.npos; at = text.find(mark, at + 1)) {
        const auto end = text.find(')', at);
        if (end == text.npos || all.size() == most_places) break;
        std::string address = text.substr(at + mark.size(), end - at - mark.size());
        // The program may have printed anything, even an option of addr2line.
        if (is_address(address)) all.push_back({at, end + 1, std::move(address)});
    }
    return all;
}

}  // namespace

aio::Coroutine<std::string> with_lines(std::string text, std::filesystem::path plugin) {
    std::vector<Place> places = places_in(text, plugin.string());
    if (places.empty()) co_return text;
    // It reads what was built from a stranger's file.
    process::Command command{.args = {"addr2line", "--basenames", "--exe", plugin.string()},
                             .limits = {.memory = std::size_t{4} << 30},
                             .readable = files_to_run(),
                             .writable = {"/dev/null"}};
    command.readable.push_back(plugin);
    for (const Place& place : places) command.args.push_back(place.address);
    const process::ProgramResult found = co_await process::run_program(std::move(command));
    if (found.end == process::End::not_started)
        throw Mistake(found.output + ": install the package binutils");
    if (!found.succeeded()) co_return text;

    std::vector<std::string> lines;
    std::istringstream stream(found.output);
    for (std::string line; std::getline(stream, line);)
        lines.push_back(line.substr(0, line.find(' ')));  // without "(discriminator 3)"
    for (std::size_t i = std::min(places.size(), lines.size()); i-- > 0;)
        text.replace(places[i].begin, places[i].end - places[i].begin, lines[i]);
    co_return text;
}

}  // namespace coach
