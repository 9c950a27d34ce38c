#include <coach/grade_desk.hpp>

#include <coach/mistake.hpp>
#include <terminal/output.hpp>
#include <terminal/wrap.hpp>

#include <fmt/format.h>

#include <algorithm>
#include <utility>

#include <unistd.h>

namespace coach {

GradeDesk::GradeDesk(const GradeOptions& options) : options_(options) {
    if (!options.gradescope.empty() && !options.one)
        throw Mistake("Gradescope grades one student at a time: --gradescope needs --one.");
    files_.add(options.csv, csv);
    files_.add(options.wide, wide_csv);
    files_.add(options.junit, junit);
    files_.add(options.json, json);
    files_.add(options.gradescope, gradescope);
}

void GradeDesk::say(const std::string& text) {
    for (const std::string& line : terminal::wrap(text, options_.style.width)) out_ += line + "\n";
}

void GradeDesk::show(const Gradebook& book) {
    out_ += "\n";
    for (const std::string& line : table(book, options_.style)) out_ += line + "\n";
    out_ += "\n";
}

void GradeDesk::flush() {
    const std::string text = std::exchange(out_, {});
    if (!files_.use_standard_output() && !terminal::write_all(STDOUT_FILENO, text))
        throw Mistake("cannot write to stdout");
}

int GradeDesk::status(const Gradebook& book) const {
    return options_.exit_zero || book.all_pass() ? 0 : 1;
}

std::string counted(std::size_t number, const char* thing) {
    return fmt::format("{} {}{}", number, thing, number == 1 ? "" : "s");
}

std::size_t count_if(const Gradebook& book, bool (*condition)(const Gradebook::Entry&)) {
    std::size_t all = 0;
    for (const Gradebook::Row& row : book.rows)
        all += static_cast<std::size_t>(std::ranges::count_if(row.entries, condition));
    return all;
}

bool is_handed_in(const Gradebook::Entry& entry) { return entry.is_handed_in(); }
bool passes(const Gradebook::Entry& entry) { return entry.passes(); }
bool is_open(const Gradebook::Entry& entry) { return entry.is_handed_in() && !entry.verdict; }

}  // namespace coach
