#include <coach/gradebook.hpp>
#include <coach/shortened.hpp>

#include <terminal/escapes.hpp>

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <sstream>
#include <string_view>

namespace coach {
namespace {

constexpr std::array<std::pair<What, Kind>, 11> kinds{{
    {What::not_checked, {"not_checked", "not checked yet", '?'}},
    {What::passed, {"passed", "passed", ' '}},
    {What::failed, {"failed", "some facts do not hold", ' '}},
    {What::unreadable, {"unreadable", "cannot be read", 'R'}},
    {What::not_compiled, {"not_compiled", "does not compile", 'C'}},
    {What::not_complete, {"not_complete", "lacks what the check needs", 'L'}},
    {What::crashed, {"crashed", "crashed", 'X'}},
    {What::out_of_time, {"out_of_time", "took too long", 'T'}},
    {What::flooded, {"flooded", "printed too much", 'P'}},
    {What::ended_early, {"ended_early", "ended early", 'E'}},
    {What::forbidden, {"forbidden", "includes or uses what it may not", 'I'}},
}};

constexpr std::size_t most_told = 2000;  // bytes of a sentence

std::string joined(const std::vector<std::string>& parts) {
    std::string all;
    for (const std::string& part : parts) all += (all.empty() ? "" : " ") + part;
    return all;
}

// The compiler's first error; else the first line that says anything.
std::string first_line(const std::string& text) {
    std::string first;
    std::istringstream lines(text);
    for (std::string line; std::getline(lines, line);) {
        const std::string bare = terminal::without_escapes(line);
        if (bare.find("error: ") != bare.npos) return bare;
        if (first.empty()) first = bare;
    }
    return first;
}

}  // namespace

bool Gradebook::all_pass() const {
    return std::ranges::all_of(rows, [](const Row& row) {
        return std::ranges::all_of(row.verdicts, [](const std::optional<Verdict>& one) {
            return one && one->what == What::passed;
        });
    });
}

std::string Gradebook::why_absent(const Row& row, std::size_t column) {
    return column < row.absent.size() ? row.absent[column] : "";
}

std::size_t points(const Verdict& verdict) {
    const std::size_t held = verdict.held();
    if (verdict.what == What::passed || held == 0) return held;
    return std::min(held, verdict.facts.size() - 1);
}

const Kind& kind_of(What what) {
    return std::ranges::find(kinds, what, &std::pair<What, Kind>::first)->second;
}

std::string sentence(const Verdict& verdict) {
    if (verdict.what == What::passed) return {};
    if (verdict.what == What::failed) {
        const Fact* fact = verdict.first_failure();
        return fact ? shortened(joined(fact->says), most_told) : std::string();
    }
    if (verdict.what == What::not_compiled) return shortened(first_line(verdict.text), most_told);
    std::istringstream lines(verdict.text);
    std::vector<std::string> all;
    for (std::string line; std::getline(lines, line);)
        if (!line.empty()) all.push_back(line);
    return shortened(joined(all), most_told);
}

}  // namespace coach
