#include <coach/symbolize.hpp>

#include <coach/mistake.hpp>
#include <process/program.hpp>

#include <sstream>
#include <utility>
#include <vector>

namespace coach {
namespace {

// A place in the text: "(/tmp/run/exercise.so+0x1a2b)".
struct Place {
    std::size_t begin, end;
    std::string address;
};

std::vector<Place> places_in(const std::string& text, const std::string& plugin) {
    std::vector<Place> all;
    const std::string mark = "(" + plugin + "+";
    for (auto at = text.find(mark); at != text.npos; at = text.find(mark, at + 1)) {
        const auto end = text.find(')', at);
        if (end == text.npos) break;
        all.push_back({at, end + 1, text.substr(at + mark.size(), end - at - mark.size())});
    }
    return all;
}

}  // namespace

aio::Coroutine<std::string> with_lines(std::string text, std::filesystem::path plugin) {
    std::vector<Place> places = places_in(text, plugin.string());
    if (places.empty()) co_return text;
    process::Command command{.args = {"addr2line", "--basenames", "--exe", plugin.string()}};
    for (const Place& place : places) command.args.push_back(place.address);
    const process::ProgramResult found = co_await process::run_program(std::move(command));
    if (!found.succeeded()) throw Mistake(found.output + ": install the package binutils");

    std::vector<std::string> lines;
    std::istringstream stream(found.output);
    for (std::string line; std::getline(stream, line);)
        lines.push_back(line.substr(0, line.find(' ')));  // without "(discriminator 3)"
    for (std::size_t i = std::min(places.size(), lines.size()); i-- > 0;)
        text.replace(places[i].begin, places[i].end - places[i].begin, lines[i]);
    co_return text;
}

}  // namespace coach
