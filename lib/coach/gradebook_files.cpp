// The grades for other programs: spreadsheets read CSV, build servers JUnit XML.
#include <coach/gradebook.hpp>
#include <coach/shortened.hpp>

#include <terminal/escapes.hpp>
#include <terminal/width.hpp>
#include <terminal/wrap.hpp>
#include <timeline/xml.hpp>

#include <fmt/format.h>

#include <algorithm>
#include <string_view>

namespace coach {
namespace {

// Valid UTF-8 without control characters, but for the ends of lines: XML allows
// no others, however they are written.
std::string clean_lines(const std::string& text) {
    std::string all;
    for (const std::string& line : terminal::lines_of(text))
        all += (all.empty() ? "" : "\n") + terminal::clean(terminal::without_escapes(line), true);
    return all;
}

// --- CSV ---------------------------------------------------------------------

// RFC 4180. A spreadsheet takes text that begins like a formula for one, and
// computes it: an apostrophe in front says that it is text. Text with such apostrophes
// in front gets one more, or it would be the same.
std::string field(const std::string& given) {
    std::string text = clean_lines(given);
    const auto first = text.find_first_not_of('\'');
    if (first != text.npos && std::string_view("=+-@").find(text[first]) != std::string_view::npos)
        text.insert(0, 1, '\'');
    if (text.find_first_of("\",\n\r") == text.npos) return text;
    std::string quoted = "\"";
    for (const char c : text) quoted += c == '"' ? "\"\"" : std::string(1, c);
    return quoted + "\"";
}

// What did not begin to run stopped at no fact.
bool has_run(What what) {
    return what != What::not_checked && what != What::unreadable && what != What::not_compiled && what != What::not_complete &&
           what != What::forbidden;
}

// --- JUnit -------------------------------------------------------------------

// For an element; and for an attribute, in which the end of a line would be lost.
std::string xml(const std::string& text, std::string_view end_of_line = "&#10;") {
    std::string out;
    for (const char c : timeline::xml_escaped(clean_lines(text))) {
        if (c == '\n')
            out += end_of_line;
        else
            out += c;
    }
    return out;
}

constexpr std::size_t most_message = 4000;  // bytes; the text behind it has all

std::string joined(const std::vector<std::string>& lines) {
    std::string all;
    for (const std::string& line : lines)
        if (!line.empty()) all += (all.empty() ? "" : "\n") + line;
    return all;
}

struct Case {
    std::string name;
    double seconds = 0;
    std::string element = {};  // "failure" or "error"; empty: it holds
    std::string type = {}, message = {}, text = {};
};

// A fact that does not hold is a failure; one that was not looked at an error, and
// the first of these says why.
std::vector<Case> cases_of(const Verdict& verdict, const Exercise& exercise) {
    std::vector<Case> cases;
    const Kind& kind = kind_of(verdict.what);
    bool told = false;
    for (std::size_t i = 0; i < exercise.facts.size(); ++i) {
        const Fact fact =
            i < verdict.facts.size() ? verdict.facts[i] : Fact{.name = exercise.facts[i]};
        Case one{.name = fact.name, .seconds = fact.seconds};
        if (fact.looked_at && !fact.holds) {
            one.element = "failure";
            one.type = "fact";
            one.message = shortened(joined(fact.says), most_message);
            one.text = joined({joined(fact.says), joined(fact.notes), joined(fact.picture)});
        } else if (!fact.looked_at) {
            one.element = "error";
            one.type = kind.name;
            one.message = told ? std::string("not looked at: ") + kind.words : sentence(verdict);
            if (!std::exchange(told, true)) one.text = verdict.text;
        }
        cases.push_back(std::move(one));
    }
    // All facts hold, and yet it does not pass: then this is what is wrong.
    const bool seems_fine =
        std::ranges::all_of(cases, [](const Case& one) { return one.element.empty(); });
    if (verdict.what != What::passed && seems_fine)
        cases.push_back({.name = "the program ends as it should",
                         .element = "error",
                         .type = kind.name,
                         .message = sentence(verdict),
                         .text = verdict.text});
    return cases;
}

struct Sums {
    std::size_t tests = 0, failures = 0, errors = 0, skipped = 0;
    double seconds = 0;

    void add(const Sums& more) {
        tests += more.tests;
        failures += more.failures;
        errors += more.errors;
        skipped += more.skipped;
        seconds += more.seconds;
    }
    std::string attributes() const {
        return fmt::format(R"(tests="{}" failures="{}" errors="{}" skipped="{}" time="{:.3f}")",
                           tests, failures, errors, skipped, seconds);
    }
};

// Of what was not handed in, or not checked yet: every fact of it.
std::string skipped_suite(const std::string& student, const Exercise& exercise,
                          const std::string& why, Sums& all) {
    Sums sums{.tests = exercise.facts.size(), .skipped = exercise.facts.size()};
    std::string body;
    for (const std::string& fact : exercise.facts)
        body += fmt::format(
            "    <testcase classname=\"{}.{}\" name=\"{}\" time=\"0\">\n"
            "      <skipped message=\"{}\"/>\n    </testcase>\n",
            xml(student), xml(exercise.name), xml(fact), xml(why));
    all.add(sums);
    return fmt::format("  <testsuite name=\"{} {}\" {}>\n{}  </testsuite>\n", xml(student),
                       xml(exercise.name), sums.attributes(), body);
}

// A suite without cases: what a reader of the report would otherwise never hear of.
std::string unused_suite(const std::vector<Unused>& files) {
    std::string lines;
    for (const Unused& one : files) lines += fmt::format("{}: {}\n", one.file, one.why);
    return fmt::format(
        "  <testsuite name=\"files that were not used\" {}>\n"
        "    <system-out>{}</system-out>\n  </testsuite>\n",
        Sums{}.attributes(), xml(lines, "\n"));
}

std::string suite(const Gradebook& book, const std::string& student, const Exercise& exercise,
                  const Verdict& verdict, Sums& all) {
    Sums sums;
    sums.seconds = verdict.check_seconds;
    std::string body;
    for (const Case& one : cases_of(verdict, exercise)) {
        ++sums.tests;
        sums.failures += one.element == "failure" ? 1 : 0;
        sums.errors += one.element == "error" ? 1 : 0;
        body += fmt::format(R"(    <testcase classname="{}.{}" name="{}" time="{:.6f}")",
                            xml(student), xml(exercise.name), xml(one.name), one.seconds);
        body += one.element.empty()
                    ? "/>\n"
                    : fmt::format(
                          ">\n      <{0} type=\"{1}\" message=\"{2}\">{3}</{0}>\n    </testcase>\n",
                          one.element, one.type, xml(one.message), xml(one.text, "\n"));
    }
    all.add(sums);
    return fmt::format(
        "  <testsuite name=\"{} {}\" {}>\n"
        "    <properties>\n"
        "      <property name=\"seed\" value=\"{}\"/>\n"
        "      <property name=\"points\" value=\"{}\"/>\n"
        "      <property name=\"points of\" value=\"{}\"/>\n"
        "      <property name=\"verdict\" value=\"{}\"/>\n"
        "    </properties>\n{}"
        "    <system-out>{}</system-out>\n"
        "  </testsuite>\n",
        xml(student), xml(exercise.name), sums.attributes(), book.seed, points(verdict),
        exercise.facts.size(), kind_of(verdict.what).name, body,
        xml(verdict.output, "\n"));
}

}  // namespace

std::string csv(const Gradebook& book) {
    std::string all = "student,exercise,points,of,verdict,seconds,first failing fact,sentence\r\n";
    for (const Gradebook::Row& row : book.rows)
        for (std::size_t i = 0; i < row.verdicts.size(); ++i) {
            const Exercise& exercise = *book.columns[i];
            const std::string head = field(row.student) + "," + field(exercise.name);
            if (!row.verdicts[i]) {
                all += fmt::format("{},0,{},not_handed_in,,,{}\r\n", head, exercise.facts.size(),
                                   field(Gradebook::why_absent(row, i)));
                continue;
            }
            const Verdict& verdict = *row.verdicts[i];
            const Fact* fact = has_run(verdict.what) ? verdict.first_failure() : nullptr;
            all += fmt::format("{},{},{},{},{:.3f},{},{}\r\n", head, points(verdict),
                               exercise.facts.size(), kind_of(verdict.what).name,
                               verdict.check_seconds, fact ? field(fact->name) : "",
                               field(sentence(verdict)));
        }
    for (const Unused& one : book.unused)
        all += fmt::format("{},,,,not_used,,,{}\r\n", field(one.file), field(one.why));
    return all;
}

std::string junit(const Gradebook& book) {
    Sums sums;
    std::string suites;
    for (const Gradebook::Row& row : book.rows)
        for (std::size_t i = 0; i < row.verdicts.size(); ++i) {
            const auto& verdict = row.verdicts[i];
            const std::string why = Gradebook::why_absent(row, i);
            if (!verdict)
                suites += skipped_suite(row.student, *book.columns[i],
                                        why.empty() ? "not handed in" : why, sums);
            else if (verdict->what == What::not_checked)
                suites += skipped_suite(row.student, *book.columns[i],
                                        kind_of(verdict->what).words, sums);
            else
                suites += suite(book, row.student, *book.columns[i], *verdict, sums);
        }
    if (!book.unused.empty()) suites += unused_suite(book.unused);
    return fmt::format(
        "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n"
        "<testsuites name=\"Nine to Three\" {}>\n{}</testsuites>\n",
        sums.attributes(), suites);
}

}  // namespace coach
