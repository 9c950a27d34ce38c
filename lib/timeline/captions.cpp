#include <timeline/captions.hpp>

#include <fmt/format.h>

#include <algorithm>

#include <terminal/paint.hpp>
#include <terminal/width.hpp>
#include <terminal/wrap.hpp>
#include <timeline/axis.hpp>

namespace timeline {
namespace {

using terminal::clean, terminal::shorten_end, terminal::wrap;
namespace sgr = terminal::sgr;

constexpr std::size_t most_errors = 3;

bool is_among(Cell cell, const std::vector<Cell>& seen) {
    return std::find(seen.begin(), seen.end(), cell) != seen.end();
}

std::string word_for_lane(Cell cell) {
    switch (cell) {
        case Cell::created:
            return "opening";
        case Cell::waiting:
            return "idle";
        case Cell::finished:
            return "closed";
        case Cell::cancelled:
            return "cut off";
        default:
            return "a request";
    }
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

// On one line, or on two where they are long enough to say something.
std::vector<std::string> error_text(const Row& row, const TextOptions& options) {
    const std::string text = clean(row.name + ": " + row.text, options.unicode);
    const int columns = options.width - 2;
    if (columns < 40) return {shorten_end(text, columns, options.unicode)};
    std::vector<std::string> lines = wrap(text, columns);
    if (lines.size() <= 2) return lines;
    for (std::size_t i = 2; i < lines.size(); ++i) lines[1] += " " + lines[i];
    return {lines[0], shorten_end(lines[1], columns, options.unicode)};
}

}  // namespace

// What there is to say about the tasks that did not simply finish.
std::vector<std::string> error_lines(const Record& record, const TextOptions& options,
                                     const Pen& pen) {
    std::vector<std::string> lines;
    std::size_t errors = 0, more = 0;
    for (const Row& row : record.rows) {
        const bool worth = is_end(row.state) && row.state != State::finished && !row.text.empty();
        if (!worth) continue;
        if (errors == most_errors) {
            ++more;
            continue;
        }
        const Cell mark = row.state == State::failed ? Cell::failed : Cell::cancelled;
        std::string before = pen.mark(mark) + " ";
        for (const std::string& line : error_text(row, options)) {
            lines.push_back(before + line);
            before = "  ";
        }
        ++errors;
    }
    const auto add = [&](const std::string& line) {
        lines.push_back(shorten_end(line, options.width, options.unicode));
    };
    if (more > 0)
        add(fmt::format("{} and {} more", pen.glyph(terminal::Glyph::ellipsis), count_text(more)));
    if (record.spans_dropped > 0) add("steps not drawn: " + count_text(record.spans_dropped));
    return lines;
}

std::vector<std::string> legend_lines(const std::vector<Cell>& seen, const TextOptions& options,
                                      const Pen& pen) {
    std::vector<std::string> entries;
    const auto add = [&](const std::string& marks, Cell cell) {
        entries.push_back(marks + " " + pen.paint(word_of(cell), sgr::faint));
    };
    std::string running;
    for (const Cell cell : {Cell::running, Cell::brief})
        if (is_among(cell, seen)) running += pen.mark(cell);
    if (!running.empty()) add(running, Cell::running);
    for (const Cell cell :
         {Cell::waiting, Cell::created, Cell::finished, Cell::failed, Cell::cancelled})
        if (is_among(cell, seen)) add(pen.mark(cell), cell);
    return terminal::fill(entries, options.width, "  ");
}

std::vector<std::string> lane_legend_lines(const std::vector<Cell>& seen,
                                           const TextOptions& options, const Pen& pen) {
    std::vector<std::string> entries;
    for (const Cell cell :
         {Cell::created, Cell::running, Cell::waiting, Cell::finished, Cell::cancelled}) {
        const bool is_request = cell == Cell::running;
        const Cell shown = is_request && !is_among(cell, seen) ? Cell::brief : cell;
        if (!is_among(shown, seen)) continue;
        const std::string mark =
            is_request ? pen.paint(pen.glyph(shown), sgr::magenta) : pen.mark(cell);
        entries.push_back(mark + " " + pen.paint(word_for_lane(cell), sgr::faint));
    }
    if (entries.empty()) return {};
    entries.front().insert(0, pen.paint("connections: ", sgr::faint));
    return terminal::fill(entries, options.width, "  ");
}

std::vector<std::string> total_lines(const Record& record, const TextOptions& options) {
    return wrap(total_text(record), options.width);
}

std::string total_text(const Record& record) {
    const auto counted = [](std::size_t n, const char* what) {
        return fmt::format("{} {}{}", count_text(n), what, n == 1 ? "" : "s");
    };
    std::string text = "total " + seconds_text(record.elapsed());
    text += record.max_concurrent == 0
                ? ", no task besides main"
                : ", at most " + counted(record.max_concurrent, "task") + " at once";
    if (record.lanes_opened > 0) text += ", " + counted(record.lanes_opened, "connection");
    return text;
}

}  // namespace timeline
