#include <timeline/text.hpp>

#include <fmt/format.h>

#include <algorithm>
#include <utility>

#include <terminal/paint.hpp>
#include <terminal/width.hpp>
#include <timeline/axis.hpp>
#include <timeline/bars.hpp>
#include <timeline/captions.hpp>
#include <timeline/labels.hpp>
#include <timeline/pen.hpp>
#include <timeline/ring_text.hpp>
#include <timeline/track_text.hpp>

namespace timeline {
namespace {

using terminal::clean, terminal::columns_of, terminal::shorten_end, terminal::shorten_middle;
using terminal::Glyph;
namespace sgr = terminal::sgr;

constexpr int narrowest = 20;

terminal::Style style_of(const TextOptions& options) {
    return {.width = options.width, .colour = options.colour, .unicode = options.unicode};
}

// How the width is shared out: name, space, bars, margin for the last label.
struct Layout {
    int name, bars, margin;
};

// The rows to draw, after "main or not" and "no more than fit".
struct Selection {
    std::vector<const Row*> rows;
    std::size_t hidden = 0;
};

// Connections are below the tasks.
void add_lanes(Selection& out, const Record& record, const TextOptions& options, std::size_t room) {
    std::vector<char> ended;
    for (const Row& lane : record.lanes) ended.push_back(lane.ended.has_value());
    for (const std::size_t i : choose_rows(ended, room, options.prefer, false))
        out.rows.push_back(&record.lanes[i]);
}

Selection select(const Record& record, const TextOptions& options, std::size_t room) {
    std::vector<const Row*> candidates;
    std::vector<char> ended;
    for (const Row& row : record.rows) {
        if (row.is_main() && !options.show_main) continue;
        candidates.push_back(&row);
        ended.push_back(row.ended.has_value());
    }
    const bool has_main = !candidates.empty() && candidates.front()->is_main();
    Selection out;
    const std::size_t for_lanes = std::min(record.lanes.size(), room / 2);
    for (const std::size_t i : choose_rows(ended, room - for_lanes, options.prefer, has_main))
        out.rows.push_back(candidates[i]);
    add_lanes(out, record, options, room - out.rows.size());
    out.hidden = record.hidden_rows + candidates.size() + record.lanes.size() - out.rows.size();
    return out;
}

Layout make_layout(const std::vector<const Row*>& rows, const std::vector<std::string>& below,
                   const TextOptions& options) {
    const bool narrow = options.width < 40;
    int name = 4;
    for (const Row* row : rows)
        name = std::max(name, columns_of(clean(row->name, options.unicode)));
    for (const std::string& other : below) name = std::max(name, columns_of(other));
    name = std::min(name, narrow ? options.width * 3 / 10 : options.width / 4);
    const int margin = narrow ? 1 : 4;
    return {name, options.width - name - 1 - margin, margin};
}

// A row and its cells.
struct Bar {
    const Row* row;
    std::vector<Cell> cells;
    std::vector<std::string> labels;  // of a lane
};

std::vector<Bar> bars_of(const Selection& selection, const Record& record, aio::duration end,
                         const Layout& layout, bool unicode) {
    std::vector<Bar> bars;
    for (const Row* row : selection.rows) {
        Bar& added = bars.emplace_back(Bar{row, bar(*row, end, record.now, layout.bars), {}});
        if (row->is_lane) added.labels = labels_on(*row, end, layout.bars, unicode);
    }
    return bars;
}

std::vector<Cell> seen_in(const std::vector<Bar>& bars, bool lanes) {
    std::vector<Cell> cells;
    for (const Bar& bar : bars)
        if (bar.row->is_lane == lanes)
            cells.insert(cells.end(), bar.cells.begin(), bar.cells.end());
    return cells;
}

std::string row_line(const Bar& bar, bool alone, const Layout& layout, const Pen& pen,
                     const TextOptions& options) {
    const bool dim = bar.row->is_main() && !alone;
    const std::string name =
        shorten_middle(clean(bar.row->name, options.unicode), layout.name, options.unicode);
    const std::string cells =
        bar.row->is_lane ? pen.cells(bar.cells, bar.labels) : pen.cells(bar.cells, dim);
    if (cells.empty()) return pen.paint(name, dim ? sgr::faint : "");
    return pen.paint(terminal::pad(name, layout.name), dim ? sgr::faint : "") + " " + cells;
}

// "├────┬────┤": a mark at each tick, and the two ends.
std::string ruler(const Axis& axis, const Layout& layout, const Pen& pen) {
    const auto last = static_cast<std::size_t>(layout.bars);
    std::vector<Glyph> glyphs(last + 1, Glyph::ruler);
    glyphs[last] = Glyph::ruler_end;
    for (const Tick& tick : axis.ticks) {
        const auto at = static_cast<std::size_t>(column_of(tick.at, axis.end, layout.bars));
        glyphs[at] = at == last ? Glyph::ruler_end_tick : Glyph::ruler_tick;
    }
    glyphs[0] = Glyph::ruler_begin;
    std::string line;
    for (const Glyph glyph : glyphs) line += pen.glyph(glyph);
    return line;
}

// "0    1    2": each label begins under its tick. The last is left out if it does not fit.
std::string labels(const Axis& axis, const Layout& layout) {
    std::string line;
    for (const Tick& tick : axis.ticks) {
        const int at = column_of(tick.at, axis.end, layout.bars);
        if (at + columns_of(tick.label) <= layout.bars + layout.margin)
            line = terminal::pad(line, at) + tick.label;
    }
    return line;
}

std::vector<std::string> axis_lines(aio::duration end, const Layout& layout, const Pen& pen,
                                    const TextOptions& options) {
    const Axis axis = make_axis(end, layout.bars);
    const std::string unit = unit_text(axis, options.unicode);
    const auto line = [&](std::string head, const std::string& rest) {
        return terminal::pad(std::move(head), layout.name + 1) + pen.paint(rest, sgr::faint);
    };
    // The unit follows the last label where there is room; otherwise it is in the name column.
    const std::string numbers = labels(axis, layout);
    const bool room = columns_of(numbers) + 1 + columns_of(unit) <= layout.bars + layout.margin;
    return {line("", ruler(axis, layout, pen)),
            room ? line("", numbers + " " + unit) : line(unit, numbers)};
}

// The picture in parts, so that some can be left out when lines are few.
struct Parts {
    std::vector<std::string> title, rows, below, axis, errors, legend, total, ring;

    int lines_beside_rows() const {
        return static_cast<int>(title.size() + below.size() + axis.size() + errors.size() +
                                legend.size() + total.size() + ring.size());
    }
    std::vector<std::string> joined() const {
        std::vector<std::string> out;
        for (const auto* part : {&title, &rows, &below, &axis, &errors, &legend, &total, &ring})
            out.insert(out.end(), part->begin(), part->end());
        return out;
    }
};

// How many lines the rows get, including the "and more" line. What matters least goes first, until
// three rows (or all, if there are fewer) fit.
int make_room(Parts& parts, int wanted, const TextOptions& options) {
    if (options.max_lines <= 0) return wanted;
    for (auto* part :
         {&parts.ring, &parts.legend, &parts.below, &parts.errors, &parts.title, &parts.axis})
        if (options.max_lines - parts.lines_beside_rows() < std::min(wanted, 3)) part->clear();
    return std::max(1, options.max_lines - parts.lines_beside_rows());
}

std::vector<std::string> row_lines(const std::vector<Bar>& bars, std::size_t hidden,
                                   const Layout& layout, const TextOptions& options) {
    const Pen pen(style_of(options));
    std::vector<std::string> lines;
    for (const Bar& bar : bars)
        lines.push_back(row_line(bar, bars.size() + hidden == 1, layout, pen, options));
    const auto more = fmt::format("{} and {} more", pen.glyph(Glyph::ellipsis), count_text(hidden));
    if (hidden > 0) lines.push_back(shorten_end(more, options.width, options.unicode));
    return lines;
}

std::string too_narrow(const TextOptions& options) {
    return shorten_end(fmt::format("needs {} columns", narrowest), std::max(options.width, 1),
                       options.unicode);
}

int lines_wanted(const Selection& selection) {
    return static_cast<int>(selection.rows.size()) + (selection.hidden > 0 ? 1 : 0);
}

std::vector<std::string> title_lines(const TextOptions& options, const Pen& pen) {
    if (options.title.empty()) return {};
    return {pen.paint(
        shorten_end(clean(options.title, options.unicode), options.width, options.unicode),
        sgr::bold)};
}

std::vector<std::string> below_lines(const Record& record, aio::duration end, const Layout& layout,
                                     const Pen& pen, const TextOptions& options) {
    std::vector<std::string> lines;
    for (const RowBelow& row : rows_below(record, end, layout.bars, options, pen))
        lines.push_back(row.cells.empty()
                            ? shorten_middle(row.name, layout.name, options.unicode)
                            : terminal::pad(shorten_middle(row.name, layout.name, options.unicode),
                                            layout.name) +
                                  " " + row.cells);
    return lines;
}

std::vector<std::string> all_legend_lines(const Record& record, const std::vector<Bar>& bars,
                                          const Pen& pen, const TextOptions& options) {
    if (!options.legend) return {};
    std::vector<std::string> lines = legend_lines(seen_in(bars, false), options, pen);
    for (const auto& more :
         {lane_legend_lines(seen_in(bars, true), options, pen), legend_below(record, options, pen)})
        lines.insert(lines.end(), more.begin(), more.end());
    return lines;
}

std::vector<std::string> who_waits_for_whom(const Record& record, const Pen& pen,
                                            const TextOptions& options) {
    if (!record.deadlock) return {};
    std::vector<std::string> lines = ring_lines(*record.deadlock, options, pen);
    lines.insert(lines.begin(), "");
    return lines;
}

}  // namespace

std::vector<std::string> draw(const Record& record, const TextOptions& options) {
    if (options.width < narrowest) return {too_narrow(options)};
    const Pen pen(style_of(options));
    const aio::duration end =
        std::max(options.axis_end.value_or(record.elapsed()), aio::duration{});
    Selection selection =
        select(record, options, static_cast<std::size_t>(std::max(options.max_rows, 1)));
    const Layout layout = make_layout(selection.rows, names_below(record, options), options);
    std::vector<Bar> bars = bars_of(selection, record, end, layout, options.unicode);

    Parts parts{.title = title_lines(options, pen),
                .rows = {},
                .below = below_lines(record, end, layout, pen, options),
                .axis = axis_lines(end, layout, pen, options),
                .errors = error_lines(record, options, pen),
                .legend = all_legend_lines(record, bars, pen, options),
                .total = total_lines(record, options),
                .ring = who_waits_for_whom(record, pen, options)};
    const int room = make_room(parts, lines_wanted(selection), options);
    if (lines_wanted(selection) > room) {
        selection = select(record, options, static_cast<std::size_t>(room - 1));
        bars = bars_of(selection, record, end, layout, options.unicode);
    }
    parts.rows = row_lines(bars, selection.hidden, layout, options);
    auto lines = parts.joined();
    if (options.max_lines > 0)
        lines.resize(std::min(lines.size(), static_cast<std::size_t>(options.max_lines)));
    return lines;
}

std::string draw_text(const Record& record, const TextOptions& options) {
    std::string text;
    for (const std::string& line : draw(record, options)) text.append(line).push_back('\n');
    return text;
}

}  // namespace timeline
