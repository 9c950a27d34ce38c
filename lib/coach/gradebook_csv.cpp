// The grades for spreadsheets.
#include <coach/gradebook.hpp>
#include <coach/gradebook_text.hpp>

#include <fmt/format.h>

#include <string_view>

namespace coach {
namespace {

// Without it Excel takes the file for Latin-1.
constexpr std::string_view byte_order_mark = "\xEF\xBB\xBF";

// RFC 4180. A spreadsheet takes text that begins like a formula for one, and computes it: an
// apostrophe in front says that it is text. Text that already begins with such apostrophes gets one
// more, so that the two stay different.
std::string field(const std::string& given) {
    std::string text = clean_lines(given);
    const auto first = text.find_first_not_of("' ");
    if (first != text.npos && std::string_view("=+-@").find(text[first]) != std::string_view::npos)
        text.insert(0, 1, '\'');
    if (text.find_first_of("\",\n\r") == text.npos) return text;
    std::string quoted = "\"";
    for (const char c : text) quoted += c == '"' ? "\"\"" : std::string(1, c);
    return quoted + "\"";
}

std::string line(const std::vector<std::string>& fields) {
    std::string all;
    for (const std::string& one : fields) all += (&one == fields.data() ? "" : ",") + field(one);
    return all + "\r\n";
}

std::string number(double value) { return fmt::format("{:.1f}", value); }

// A program that never ran stopped at no fact.
bool has_run(What what) {
    return what != What::unreadable && what != What::not_compiled && what != What::not_complete &&
           what != What::forbidden;
}

std::string first_failing_fact(const Gradebook::Entry& entry) {
    if (!entry.verdict || !has_run(entry.verdict->what)) return {};
    const Fact* fact = entry.verdict->first_failure();
    return fact ? fact->name : "";
}

std::string unused_line(const Gradebook& book, const Gradebook::Row& row, const Unused& one) {
    return line({row.student, "", "", "", "not_used", std::to_string(book.seed), "", one.why, "",
                 row.id, row.email, one.file, book.version});
}

std::string joined(const std::vector<Unused>& files) {
    std::string all;
    for (const Unused& one : files)
        all += fmt::format("{}{} ({})", all.empty() ? "" : "; ", one.file, one.why);
    return all;
}

}  // namespace

std::string csv(const Gradebook& book) {
    std::string all(byte_order_mark);
    all += line({"student", "exercise", "points", "of", "verdict", "seed", "first failing fact",
                 "sentence", "percent", "id", "email", "file", "version"});
    for (const Gradebook::Row& row : book.rows)
        for (std::size_t i = 0; i < row.entries.size(); ++i) {
            const Gradebook::Entry& entry = row.entries[i];
            const Gradebook::Column& column = book.columns[i];
            all += line({row.student, column.name, std::to_string(points(entry)),
                         std::to_string(column.points), kind_of(entry).name,
                         std::to_string(book.seed), first_failing_fact(entry), sentence(entry),
                         number(percent(points(entry), column.points)), row.id, row.email,
                         entry.file, book.version});
        }
    for (const Gradebook::Row& row : book.rows)
        for (const Unused& one : row.unused) all += unused_line(book, row, one);
    for (const Unused& one : book.unused) all += unused_line(book, {}, one);
    return all;
}

std::string wide_csv(const Gradebook& book) {
    std::vector<std::string> head{"student", "id", "email"};
    for (const Gradebook::Column& column : book.columns) head.push_back(column.name);
    for (const char* more : {"points", "of", "percent", "passed", "seed", "version", "not used"})
        head.emplace_back(more);
    std::string all(byte_order_mark);
    all += line(head);
    for (const Gradebook::Row& row : book.rows) {
        std::vector<std::string> fields{row.student, row.id, row.email};
        std::size_t passed = 0;
        for (const Gradebook::Entry& entry : row.entries) {
            passed += entry.passes() ? 1 : 0;
            // Empty, not 0: a spreadsheet's mean leaves out what is not there.
            fields.push_back(entry.verdict ? std::to_string(points(entry)) : "");
        }
        for (const std::string& more :
             {std::to_string(points(row)), std::to_string(points_of(book)),
              number(percent(points(row), points_of(book))), std::to_string(passed),
              std::to_string(book.seed), book.version, joined(row.unused)})
            fields.push_back(more);
        all += line(fields);
    }
    if (!book.unused.empty()) {
        std::vector<std::string> fields(head.size());
        fields.back() = joined(book.unused);
        all += line(fields);
    }
    return all;
}

}  // namespace coach
