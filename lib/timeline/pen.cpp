#include <timeline/pen.hpp>

#include <algorithm>
#include <array>
#include <optional>

#include <terminal/paint.hpp>
#include <terminal/width.hpp>

namespace timeline {
namespace {

using terminal::Glyph;
namespace sgr = terminal::sgr;

// No character: empty.
struct CellLook {
    std::optional<Glyph> glyph;
    std::string_view colour;
};

// In the order of Cell.
constexpr std::array<CellLook, 8> cell_looks{{{std::nullopt, ""},
                                              {Glyph::dot, sgr::faint},
                                              {Glyph::light_shade, sgr::cyan},
                                              {Glyph::thin_bar, sgr::green},
                                              {Glyph::full_block, sgr::green},
                                              {Glyph::disc, sgr::green},
                                              {Glyph::cross, sgr::bold_red},
                                              {Glyph::crossed_ring, sgr::yellow}}};

const CellLook& look_of(Cell cell) { return cell_looks[static_cast<std::size_t>(cell)]; }

constexpr std::array ruler_glyphs{Glyph::ruler_begin, Glyph::ruler, Glyph::ruler_tick,
                                  Glyph::ruler_end_tick, Glyph::ruler_end};

constexpr std::array levels{Glyph::level_0, Glyph::level_1, Glyph::level_2, Glyph::level_3,
                            Glyph::level_4, Glyph::level_5, Glyph::level_6};

bool begins_with(std::string_view line, Glyph glyph) {
    return line.starts_with(terminal::glyph(glyph, true));
}

// The colour of what a line begins with, and how many bytes that is.
std::pair<std::string_view, std::size_t> colour_at(std::string_view line) {
    for (const CellLook& look : cell_looks)
        if (look.glyph && begins_with(line, *look.glyph))
            return {look.colour, terminal::glyph(*look.glyph, true).size()};
    for (const Glyph glyph : levels)
        if (begins_with(line, glyph)) return {sgr::magenta, terminal::glyph(glyph, true).size()};
    for (const Glyph glyph : ruler_glyphs)
        if (begins_with(line, glyph)) return {sgr::faint, terminal::glyph(glyph, true).size()};
    return {"", 1};
}

}  // namespace

std::string Pen::paint(std::string_view text, std::string_view parameters) const {
    return terminal::paint(text, parameters, style_);
}

std::string_view Pen::glyph(Cell cell) const {
    const auto which = look_of(cell).glyph;
    return which ? glyph(*which) : " ";
}

std::string Pen::mark(Cell cell) const { return paint(glyph(cell), look_of(cell).colour); }

std::string Pen::cells(const std::vector<Cell>& cells, bool dim) const {
    const auto visible = [](Cell cell) { return cell != Cell::empty; };
    const auto end = std::find_if(cells.rbegin(), cells.rend(), visible).base();
    std::string out;
    // One change of colour for each stretch of equal cells.
    for (auto at = cells.begin(); at != end;) {
        const auto next = std::find_if(at, end, [&](Cell cell) { return cell != *at; });
        std::string stretch;
        for (auto i = at; i != next; ++i) stretch += glyph(*i);
        // A bad end is bright even in a dimmed row.
        const bool dimmed = dim && *at != Cell::failed && *at != Cell::cancelled;
        out += paint(stretch, dimmed ? sgr::faint : look_of(*at).colour);
        at = next;
    }
    return out;
}

std::string Pen::cells(const std::vector<Cell>& cells,
                       const std::vector<std::string>& labels) const {
    std::string out;
    for (std::size_t i = 0; i < cells.size();) {
        const std::size_t begin = i;
        const bool labelled = !labels[begin].empty();
        std::string stretch;
        for (; i < cells.size() && cells[i] == cells[begin] && labels[i].empty() != labelled; ++i)
            stretch += labelled ? std::string_view(labels[i]) : glyph(cells[i]);
        if (cells[begin] == Cell::empty) {
            out += stretch;
            continue;
        }
        // A label looks as if it were cut out of the bar.
        const bool request = cells[begin] == Cell::running || cells[begin] == Cell::brief;
        const std::string_view colour = request ? sgr::magenta : look_of(cells[begin]).colour;
        out += paint(stretch, labelled ? sgr::reversed(colour) : std::string(colour));
    }
    out.erase(out.find_last_not_of(' ') + 1);
    return out;
}

std::string redrawn(std::string_view line, const terminal::Style& style) {
    std::string out;
    while (!line.empty()) {
        const auto [colour, first] = colour_at(line);
        std::size_t bytes = first;
        for (; bytes < line.size(); bytes += colour_at(line.substr(bytes)).second)
            if (colour_at(line.substr(bytes)).first != colour) break;
        out +=
            terminal::paint(terminal::clean(line.substr(0, bytes), style.unicode), colour, style);
        line.remove_prefix(bytes);
    }
    return out;
}

}  // namespace timeline
