// The class on a terminal: each student's points in each exercise, and below that what a teacher
// would look for next: where most students stop, and what went wrong.
#include <coach/gradebook.hpp>

#include <terminal/paint.hpp>
#include <terminal/width.hpp>
#include <terminal/wrap.hpp>

#include <fmt/format.h>

#include <algorithm>
#include <map>

namespace coach {
namespace {

namespace sgr = terminal::sgr;
using terminal::columns_of, terminal::paint, terminal::wrap;

// The text of a cell, and its colour.
struct Cell {
    std::string text;
    std::string_view colour = "";
};

// "ada, boole and 7 more": if there are many, not all of them.
std::string some_of(const std::vector<std::string>& names, std::size_t most) {
    std::string text;
    const std::size_t shown = names.size() > most ? most - 1 : names.size();
    for (std::size_t i = 0; i < shown; ++i) text += (i > 0 ? ", " : "") + names[i];
    if (shown < names.size()) text += fmt::format(" and {} more", names.size() - shown);
    return text;
}

class Table {
public:
    Table(const Gradebook& book, const Style& style) : book_(book), style_(style) {}

    std::vector<std::string> lines() {
        put_points();
        put_legend();
        put_where_they_stop();
        put_trouble();
        put_unused();
        return std::move(lines_);
    }

private:
    std::string name(const Gradebook::Row& row) const {
        const std::string text = terminal::clean(row.student, style_.unicode);
        return terminal::shorten_end(text, std::max(style_.width / 3, 8), style_.unicode);
    }
    Cell cell(const Gradebook::Entry& entry, const Gradebook::Column& column) const {
        const char mark = kind_of(entry).mark;
        if (!entry.verdict) return {.text = std::string(1, mark), .colour = sgr::faint};
        const int held = points(entry), of = column.points;
        return {
            .text = fmt::format("{}/{}{}", held, of, mark == ' ' ? "" : fmt::format(" {}", mark)),
            .colour = entry.passes() ? sgr::green
                      : held > 0     ? sgr::yellow
                                     : sgr::red};
    }
    Cell total(const Gradebook::Row& row) const {
        return {.text = fmt::format("{}/{}", points(row), points_of(book_)), .colour = sgr::bold};
    }
    Cell passed(const Gradebook::Row& row) const {
        const auto n = std::ranges::count_if(row.entries, &Gradebook::Entry::passes);
        return {.text = fmt::format("{} of {}", n, row.entries.size())};
    }

    // All cells below one another; then as many columns side by side as fit.
    struct Stripe {
        std::string head;
        std::vector<Cell> cells;
        int width = 0;
    };
    std::vector<Stripe> stripes(bool with_names) const {
        std::vector<Stripe> all;
        for (std::size_t i = 0; i < book_.columns.size(); ++i) {
            const Gradebook::Column& column = book_.columns[i];
            Stripe stripe{with_names ? column.name : column.number(), {}};
            for (const Gradebook::Row& row : book_.rows)
                stripe.cells.push_back(cell(row.entries[i], column));
            all.push_back(std::move(stripe));
        }
        Stripe points{"points", {}}, passes{"passed", {}};
        for (const Gradebook::Row& row : book_.rows) {
            points.cells.push_back(total(row));
            passes.cells.push_back(passed(row));
        }
        all.push_back(std::move(points));
        all.push_back(std::move(passes));
        for (Stripe& stripe : all) {
            stripe.width = columns_of(stripe.head);
            for (const Cell& one : stripe.cells)
                stripe.width = std::max(stripe.width, columns_of(one.text));
        }
        return all;
    }

    void put_points() {
        int names = columns_of("student");
        for (const Gradebook::Row& row : book_.rows) names = std::max(names, columns_of(name(row)));
        const auto width_of = [&](const std::vector<Stripe>& all) {
            int width = names;
            for (const Stripe& stripe : all) width += gap + stripe.width;
            return width;
        };
        std::vector<Stripe> all = stripes(true);
        if (width_of(all) > style_.width) all = stripes(false);
        while (!all.empty()) {
            std::size_t fit = 0;
            for (int width = names; fit < all.size(); ++fit)
                if ((width += gap + all[fit].width) > style_.width && fit > 0) break;
            put_block(names, {all.begin(), all.begin() + static_cast<std::ptrdiff_t>(fit)});
            all.erase(all.begin(), all.begin() + static_cast<std::ptrdiff_t>(fit));
            if (!all.empty()) lines_.emplace_back();
        }
    }
    void put_block(int names, const std::vector<Stripe>& block) {
        std::string head = terminal::pad("student", names);
        for (const Stripe& stripe : block)
            head += std::string(gap, ' ') + terminal::pad(stripe.head, stripe.width);
        put(head, sgr::bold);
        for (std::size_t i = 0; i < book_.rows.size(); ++i) {
            std::string line = terminal::pad(name(book_.rows[i]), names);
            for (const Stripe& stripe : block) {
                const Cell& cell = stripe.cells[i];
                const auto room = static_cast<std::size_t>(stripe.width - columns_of(cell.text));
                line += std::string(gap, ' ') + paint(cell.text, cell.colour, style_) +
                        (&stripe == &block.back() ? "" : std::string(room, ' '));
            }
            lines_.push_back(line);
        }
    }

    void put_legend() {
        std::map<std::pair<bool, char>, std::string> used;  // letters first
        for (const Gradebook::Row& row : book_.rows)
            for (const Gradebook::Entry& one : row.entries)
                if (const Kind& kind = kind_of(one); kind.mark != ' ')
                    used[{!one.verdict, kind.mark}] = fmt::format("{} {}", kind.mark, kind.words);
        std::vector<std::string> words;
        for (const auto& [mark, text] : used) words.push_back(text);
        if (words.empty()) return;
        lines_.emplace_back();
        for (const std::string& line : terminal::fill(words, style_.width, "   "))
            put(line, sgr::faint);
    }

    static bool stops_at(const Gradebook::Entry& entry, const std::string& fact) {
        if (!entry.verdict || entry.verdict->what != What::failed) return false;
        const Fact* first = entry.verdict->first_failure();
        return first && first->name == fact;
    }

    // What to talk about with the class: its exercises' facts, and who misses which.
    void put_where_they_stop() {
        Entries found;
        for (std::size_t i = 0; i < book_.columns.size(); ++i)
            for (const std::string& fact : book_.columns[i].facts) {
                std::vector<std::string> who;
                for (const Gradebook::Row& row : book_.rows)
                    if (stops_at(row.entries[i], fact)) who.push_back(name(row));
                if (!who.empty()) found.push_back({i, fact + ": " + some_of(who, 5)});
            }
        put_section("Where they stop", found);
    }

    void put_trouble() {
        Entries found;
        for (std::size_t i = 0; i < book_.columns.size(); ++i)
            for (const Gradebook::Row& row : book_.rows)
                if (const std::string text = sentence(row.entries[i]);
                    !text.empty() && kind_of(row.entries[i]).mark != ' ')
                    found.push_back({i, fmt::format("{}: {}", name(row),
                                                    terminal::clean(text, style_.unicode))});
        put_section("What went wrong", found);
    }

    // Grouped by the reason: many have the same.
    void put_unused() {
        std::map<std::string, std::vector<std::string>> files;
        for (const Gradebook::Row& row : book_.rows)
            for (const Unused& one : row.unused)
                files[one.why].push_back(
                    terminal::clean(row.student + "/" + one.file, style_.unicode));
        for (const Unused& one : book_.unused)
            files[one.why].push_back(terminal::clean(one.file, style_.unicode));
        if (!files.empty()) lines_.emplace_back();
        for (const auto& [why, names] : files)
            for (const std::string& line :
                 wrap(fmt::format("Not used ({}): {}.", why, some_of(names, 6)), style_.width))
                put(line, sgr::faint);
    }

    // "  02  text", the further lines below the text, three of them at most.
    using Entries = std::vector<std::pair<std::size_t, std::string>>;  // a column, and a text
    void put_section(const char* head, const Entries& entries) {
        if (entries.empty()) return;
        lines_.emplace_back();
        put(head, sgr::bold);
        const std::string indent(6, ' ');
        for (const auto& [column, text] : entries) {
            std::vector<std::string> parts = wrap(text, style_.width, indent);
            if (parts.size() > most_lines) {
                parts.resize(most_lines);
                parts.back() = terminal::shorten_end(parts.back() + std::string(80, ' ') + ".",
                                                     style_.width, style_.unicode);
            }
            parts[0].replace(0, indent.size(),
                             fmt::format("  {}  ", book_.columns[column].number()));
            lines_.insert(lines_.end(), parts.begin(), parts.end());
        }
    }
    void put(const std::string& line, std::string_view colour) {
        lines_.push_back(paint(line, colour, style_));
    }

    static constexpr int gap = 3;
    static constexpr std::size_t most_lines = 3;
    const Gradebook& book_;
    const Style& style_;
    std::vector<std::string> lines_;
};

}  // namespace

std::vector<std::string> table(const Gradebook& book, const Style& style) {
    return Table(book, style).lines();
}

}  // namespace coach
