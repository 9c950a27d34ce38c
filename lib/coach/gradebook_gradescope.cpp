// The grades for Gradescope, whose autograder reads results.json:
// https://gradescope-autograders.readthedocs.io/en/latest/specs/
#include <coach/gradebook.hpp>
#include <coach/gradebook_text.hpp>
#include <coach/verdict_json.hpp>

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include <algorithm>

namespace coach {
namespace {

using Json = nlohmann::ordered_json;

// For one fact; or, after all facts, for what is wrong although all hold.
Json test_of(const Gradebook::Column& column, const Verdict& verdict, std::size_t i,
             const Case& told) {
    Json test{{"number", fmt::format("{}.{}", column.number(), i + 1)},
              {"name", fmt::format("{}: {}", column.name, told.name)},
              {"status", told.element.empty() ? "passed" : "failed"},
              {"output_format", "text"},
              {"output", clean_lines(told.text.empty() ? told.message : told.text)}};
    if (i < verdict.facts.size()) {
        const Fact& fact = verdict.facts[i];
        test["score"] = verdict.counts(fact) ? fact.worth.points : 0;
        test["max_score"] = fact.worth.points;
    }
    return test;
}

void add_tests(const Gradebook::Column& column, const Gradebook::Entry& entry, Json& tests) {
    if (!entry.verdict) {
        tests.push_back({{"number", column.number()},
                         {"name", column.name},
                         {"score", 0},
                         {"max_score", column.points},
                         {"status", "failed"},
                         {"output_format", "text"},
                         {"output", entry.why_not.empty() ? kind_of(entry).words : entry.why_not}});
        return;
    }
    const std::vector<Case> cases = cases_of(*entry.verdict, column.facts);
    for (std::size_t i = 0; i < cases.size(); ++i)
        tests.push_back(test_of(column, *entry.verdict, i, cases[i]));
}

}  // namespace

// The score is at the top, too: the facts' scores do not add up to it if all facts hold and the
// program still does not pass.
std::string gradescope(const Gradebook& book) {
    Json tests = Json::array();
    std::string said;
    int all = 0;
    for (const Gradebook::Row& row : book.rows) {
        all += points(row);
        for (std::size_t i = 0; i < row.entries.size(); ++i)
            add_tests(book.columns[i], row.entries[i], tests);
        for (const Unused& one : row.unused)
            said += fmt::format("Not used: {} ({}).\n", clean_lines(one.file), one.why);
    }
    return line_of({{"score", all},
                    {"output", fmt::format("{} of {} points, seed {}, version {}.\n{}", all,
                                           points_of(book), book.seed, book.version, said)},
                    {"output_format", "text"},
                    {"tests", std::move(tests)}}) +
           "\n";
}

}  // namespace coach
