#include <timeline/captions.hpp>

#include <fmt/format.h>

#include <algorithm>

#include <timeline/axis.hpp>
#include <timeline/display.hpp>

namespace timeline {
namespace {

constexpr std::size_t most_errors = 3;

// Only what can be seen is explained, but running and waiting always.
std::vector<Cell> explained(const std::vector<Cell>& seen) {
    std::vector<Cell> cells{Cell::running, Cell::waiting};
    for (const Cell cell : {Cell::created, Cell::finished, Cell::failed, Cell::cancelled})
        if (std::find(seen.begin(), seen.end(), cell) != seen.end()) cells.push_back(cell);
    return cells;
}

std::string word_of(Cell cell) {
    switch (cell) {
        case Cell::created:
            return "not started";
        case Cell::waiting:
            return "waiting";
        case Cell::finished:
            return "finished";
        case Cell::failed:
            return "failed";
        case Cell::cancelled:
            return "cancelled";
        default:
            return "running";
    }
}

}  // namespace

// What the tasks that did not simply finish have to say.
std::vector<std::string> error_lines(const Record& record, const TextOptions& options,
                                     const Pen& pen) {
    std::vector<std::string> lines;
    std::size_t more = 0;
    for (const Row& row : record.rows) {
        const bool worth = is_end(row.state) && row.state != State::finished && !row.text.empty();
        if (!worth) continue;
        if (lines.size() == most_errors) {
            ++more;
            continue;
        }
        const std::string text = clean(row.name + ": " + row.text, options.unicode);
        const Cell mark = row.state == State::failed ? Cell::failed : Cell::cancelled;
        lines.push_back(pen.mark(mark) + " " +
                        shorten_end(text, options.width - 2, options.unicode));
    }
    const auto add = [&](const std::string& line) {
        lines.push_back(shorten_end(line, options.width, options.unicode));
    };
    if (more > 0) add(fmt::format("{} and {} more", pen.either("…", "..."), count_text(more)));
    if (record.spans_dropped > 0) add("steps not drawn: " + count_text(record.spans_dropped));
    return lines;
}

// Lines are broken before colour is added, since colour takes no columns.
std::vector<std::string> legend_lines(const std::vector<Cell>& seen, const TextOptions& options,
                                      const Pen& pen) {
    std::vector<std::string> plain, painted;
    for (const Cell cell : explained(seen)) {
        const bool running = cell == Cell::running;
        plain.push_back(pen.glyph(cell) + (running ? pen.glyph(Cell::brief) : "") + " " +
                        word_of(cell));
        painted.push_back(pen.mark(cell) + (running ? pen.mark(Cell::brief) : "") + " " +
                          pen.paint(word_of(cell), "2"));
    }
    auto lines = wrap(plain, options.width, options.unicode, "  ");
    for (std::string& line : lines)
        for (std::size_t i = 0; i < plain.size(); ++i)
            if (const auto at = line.find(plain[i]); at != line.npos)
                line.replace(at, plain[i].size(), painted[i]);
    return lines;
}

std::vector<std::string> total_lines(const Record& record, const TextOptions& options) {
    const std::string text = total_text(record);
    std::vector<std::string> words{""};
    for (const char c : text) {
        if (c == ' ')
            words.emplace_back();
        else
            words.back() += c;
    }
    return wrap(words, options.width, options.unicode, " ");
}

std::string total_text(const Record& record) {
    const std::string total = "total " + seconds_text(record.elapsed());
    if (record.max_concurrent == 0) return total + ", no task besides main";
    return fmt::format("{}, at most {} task{} at once", total, count_text(record.max_concurrent),
                       record.max_concurrent == 1 ? "" : "s");
}

}  // namespace timeline
