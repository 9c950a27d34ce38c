// The grades for build servers: JUnit's XML.
#include <coach/gradebook.hpp>
#include <coach/gradebook_text.hpp>

#include <fmt/format.h>

namespace coach {
namespace {

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

std::string opened(const Gradebook::Row& row, const Gradebook::Column& column,
                   const std::string& fact, double seconds) {
    return fmt::format(R"(    <testcase classname="{}.{}" name="{}" time="{:.6f}")",
                       xml_attribute(row.student), xml_attribute(column.name), xml_attribute(fact),
                       seconds);
}

// For what was not handed in, or not checked yet: every one of its facts.
std::string skipped_cases(const Gradebook::Row& row, const Gradebook::Column& column,
                          const Gradebook::Entry& entry, Sums& sums) {
    sums.tests = sums.skipped = column.facts.size();
    const std::string why = entry.why_not.empty() ? kind_of(entry).words : entry.why_not;
    std::string body;
    for (const std::string& fact : column.facts)
        body += fmt::format("{}>\n      <skipped message=\"{}\"/>\n    </testcase>\n",
                            opened(row, column, fact, 0), xml_attribute(why));
    return body;
}

std::string cases(const Gradebook::Row& row, const Gradebook::Column& column,
                  const Verdict& verdict, Sums& sums) {
    sums.seconds = verdict.check_seconds;
    std::string body;
    for (const Case& one : cases_of(verdict, column.facts)) {
        ++sums.tests;
        sums.failures += one.element == "failure" ? 1 : 0;
        sums.errors += one.element == "error" ? 1 : 0;
        body += opened(row, column, one.name, one.seconds);
        body += one.element.empty()
                    ? "/>\n"
                    : fmt::format(
                          ">\n      <{0} type=\"{1}\" message=\"{2}\">{3}</{0}>\n    </testcase>\n",
                          one.element, one.type, xml_attribute(one.message), xml_text(one.text));
    }
    return body;
}

std::string suite(const Gradebook& book, const Gradebook::Row& row, std::size_t column, Sums& all) {
    const Gradebook::Column& exercise = book.columns[column];
    const Gradebook::Entry& entry = row.entries[column];
    Sums sums;
    const std::string body = entry.verdict ? cases(row, exercise, *entry.verdict, sums)
                                           : skipped_cases(row, exercise, entry, sums);
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
        xml_attribute(row.student), xml_attribute(exercise.name), sums.attributes(), book.seed,
        points(entry), exercise.points, kind_of(entry).name, body,
        xml_text(entry.verdict ? entry.verdict->output : ""));
}

// A suite without cases: otherwise a reader of the report would never learn of these.
std::string unused_suite(const Gradebook& book) {
    std::string lines;
    for (const Gradebook::Row& row : book.rows)
        for (const Unused& one : row.unused)
            lines += fmt::format("{}/{}: {}\n", row.student, one.file, one.why);
    for (const Unused& one : book.unused) lines += fmt::format("{}: {}\n", one.file, one.why);
    if (lines.empty()) return {};
    return fmt::format(
        "  <testsuite name=\"files that were not used\" {}>\n"
        "    <system-out>{}</system-out>\n  </testsuite>\n",
        Sums{}.attributes(), xml_text(lines));
}

}  // namespace

std::string junit(const Gradebook& book) {
    Sums sums;
    std::string suites;
    for (const Gradebook::Row& row : book.rows)
        for (std::size_t i = 0; i < row.entries.size(); ++i) suites += suite(book, row, i, sums);
    return fmt::format(
        "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n"
        "<testsuites name=\"Nine to Three\" {}>\n{}{}</testsuites>\n",
        sums.attributes(), suites, unused_suite(book));
}

}  // namespace coach
