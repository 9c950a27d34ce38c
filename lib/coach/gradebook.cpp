#include <coach/gradebook.hpp>

#include <coach/shortened.hpp>
#include <terminal/escapes.hpp>

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <set>
#include <sstream>
#include <tuple>

namespace coach {
namespace {

constexpr std::array<std::pair<What, Kind>, 10> kinds{{
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
constexpr Kind not_handed_in{"not_handed_in", "not handed in", '-'},
    not_checked{"not_checked", "not checked yet", '?'};

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

std::string whole_sentence(const Verdict& verdict) {
    if (verdict.what == What::passed) return {};
    if (verdict.what == What::failed) {
        const Fact* fact = verdict.first_failure();
        return fact ? joined(fact->says) : std::string();
    }
    if (verdict.what == What::not_compiled) return first_line(verdict.text);
    std::istringstream lines(verdict.text);
    std::vector<std::string> all;
    for (std::string line; std::getline(lines, line);)
        if (!line.empty()) all.push_back(line);
    return joined(all);
}

}  // namespace

bool Gradebook::all_pass() const {
    return std::ranges::all_of(
        rows, [](const Row& row) { return std::ranges::all_of(row.entries, &Entry::passes); });
}

int points(const Verdict& verdict) {
    const int points = verdict.points(), most = verdict.most_points();
    return verdict.what == What::passed ? points : std::min(points, std::max(most - 1, 0));
}

int points(const Gradebook::Entry& entry) { return entry.verdict ? points(*entry.verdict) : 0; }

int points(const Gradebook::Row& row) {
    int all = 0;
    for (const Gradebook::Entry& entry : row.entries) all += points(entry);
    return all;
}

int points_of(const Gradebook& book) {
    int all = 0;
    for (const Gradebook::Column& column : book.columns) all += column.points;
    return all;
}

double percent(int points, int of) { return of == 0 ? 0 : points * 1000 / of / 10.0; }

const Kind& kind_of(What what) {
    return std::ranges::find(kinds, what, &std::pair<What, Kind>::first)->second;
}

std::optional<What> what_of(std::string_view name) {
    for (const auto& [what, kind] : kinds)
        if (kind.name == name) return what;
    return {};
}

const Kind& kind_of(const Gradebook::Entry& entry) {
    if (!entry.is_handed_in()) return not_handed_in;
    return entry.verdict ? kind_of(entry.verdict->what) : not_checked;
}

std::string sentence(const Verdict& verdict) {
    return shortened(whole_sentence(verdict), most_told);
}

std::string sentence(const Gradebook::Entry& entry) {
    return entry.verdict ? sentence(*entry.verdict) : entry.why_not;
}

void name_apart(std::vector<Gradebook::Row>& rows) {
    std::ranges::sort(rows, {},
                      [](const Gradebook::Row& row) { return std::tie(row.student, row.id); });
    std::set<std::string> names;
    for (Gradebook::Row& row : rows) {
        const std::string name = row.student;
        if (names.contains(name) && !row.id.empty())
            row.student = fmt::format("{} ({})", name, row.id);
        for (int i = 2; !names.insert(row.student).second; ++i)
            row.student = fmt::format("{} ({})", name, i);
    }
}

}  // namespace coach
