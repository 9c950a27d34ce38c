#include <timeline/svg_ring.hpp>

#include <fmt/format.h>

#include <algorithm>
#include <string>

#include <terminal/width.hpp>
#include <timeline/axis.hpp>
#include <timeline/ring_text.hpp>

namespace timeline {
namespace {

using terminal::clean, terminal::shorten_end, terminal::shorten_middle;

constexpr double left = 236, box_width = 680, box_height = 62, box_gap = 58;
constexpr double turn = left - 46, stem = left + 60;  // where arrows go up, and down
constexpr int columns = 68;

void draw_box(SvgDocument& paper, const Deadlock::Link& link, double y) {
    const std::string holds = shorten_end(clean(holding_text(link), true), columns, true);
    paper.box("stuck", left, y, box_width, box_height);
    paper.text("who", left + 18, y + (holds.empty() ? 38 : 27),
               shorten_middle(clean(link.task, true), columns, true));
    if (!holds.empty()) paper.text("what", left + 18, y + 50, holds);
}

}  // namespace

double draw_ring(SvgDocument& paper, const Deadlock& deadlock, double y) {
    const auto& ring = deadlock.ring;
    const std::size_t shown = std::min(ring.size(), most_drawn_of_ring);
    paper.text("who", SvgDocument::margin, y + 36, "Who waits for whom");
    y += 58;
    const double first = y + box_height / 2;
    for (std::size_t i = 0; i < shown; ++i, y += box_height + box_gap) {
        const bool last = i + 1 == shown;
        const Deadlock::Link& link = last ? ring.back() : ring[i];
        draw_box(paper, link, y);
        const double bottom = y + box_height, low = bottom + box_gap - 16;
        if (last)
            paper.arrow({{stem, bottom}, {stem, low}, {turn, low}, {turn, first}, {left, first}});
        else
            paper.arrow({{stem, bottom}, {stem, bottom + box_gap}});
        std::string waits = shorten_end(clean(waiting_text(link), true), columns, true);
        if (i + 2 == shown && ring.size() > shown)
            waits += fmt::format(" (and {} more tasks)", count_text(ring.size() - shown));
        paper.text("what", stem + 18, bottom + box_gap / 2, waits);
    }
    return y - 8;
}

}  // namespace timeline
