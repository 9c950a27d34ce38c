#include <timeline/ring_text.hpp>

#include <fmt/format.h>

#include <algorithm>

#include <terminal/paint.hpp>
#include <terminal/width.hpp>
#include <terminal/wrap.hpp>
#include <timeline/axis.hpp>

namespace timeline {
namespace {

using terminal::clean, terminal::Glyph;
namespace sgr = terminal::sgr;

std::string at(const Place& place, std::string_view before) {
    const std::string text = short_text(place);
    return text.empty() ? std::string() : std::string(before) + text;
}

// Draws one ring, from top to bottom.
class Ring {
public:
    Ring(const TextOptions& options, const Pen& pen) : options_(options), pen_(pen) {}

    void task(const Deadlock::Link& link) {
        const bool first = lines_.empty();
        const std::string holds = holding_text(link);
        const std::string text = clean(link.task, options_.unicode) +
                                 (holds.empty() ? "" : " " + clean(holds, options_.unicode));
        add(first ? corner() : side(), side(), text, sgr::bold);
    }
    void waits(const Deadlock::Link& link, bool last) {
        const std::string before = side() + "  " + glyph(Glyph::thin_bar) + " ";
        add(before, before, clean(waiting_text(link), options_.unicode), "");
        if (!last) lines_.push_back(side() + "  " + glyph(Glyph::arrow_down));
    }
    void left_out(std::size_t n) {
        lines_.push_back(side() + fmt::format("{} and {} more", pen_.glyph(Glyph::ellipsis), n));
    }
    std::vector<std::string> closed() {
        std::string line = glyph(Glyph::corner_bottom);
        for (int i = 0; i < 5; ++i) line += glyph(Glyph::ruler);
        lines_.push_back(line + glyph(Glyph::corner_end));
        return lines_;
    }

private:
    [[nodiscard]] std::string glyph(Glyph which) const { return std::string(pen_.glyph(which)); }
    [[nodiscard]] std::string corner() const {
        return glyph(Glyph::corner_top) + glyph(Glyph::ruler) + glyph(Glyph::arrow) + " ";
    }
    [[nodiscard]] std::string side() const { return glyph(Glyph::thin_bar) + "   "; }

    void add(const std::string& first, const std::string& rest, const std::string& text,
             std::string_view colour) {
        std::string before = first;
        for (const std::string& line :
             terminal::wrap(text, options_.width - terminal::columns_of(first))) {
            lines_.push_back(before + pen_.paint(line, colour));
            before = rest;
        }
    }

    const TextOptions& options_;
    const Pen& pen_;
    std::vector<std::string> lines_;
};

}  // namespace

std::string holding_text(const Deadlock::Link& link) {
    return link.holds.empty() ? std::string()
                              : "holds " + link.holds + at(link.taken_at, ", taken at ");
}

std::string waiting_text(const Deadlock::Link& link) {
    return "waits for " + link.waits_for + at(link.waits_at, " at ");
}

std::vector<std::string> ring_lines(const Deadlock& deadlock, const TextOptions& options,
                                    const Pen& pen) {
    const auto& all = deadlock.ring;
    // Of a long ring, the first tasks and the last one, which waits for the first.
    const std::size_t shown = std::min(all.size(), most_drawn_of_ring);
    Ring ring(options, pen);
    for (std::size_t i = 0; i < shown; ++i) {
        const bool last = i + 1 == shown;
        if (last && all.size() > shown) ring.left_out(all.size() - shown);
        const Deadlock::Link& link = last ? all.back() : all[i];
        ring.task(link);
        ring.waits(link, last);
    }
    std::vector<std::string> lines = ring.closed();
    lines.insert(lines.begin(), "Who waits for whom:");
    return lines;
}

std::vector<std::string> ring_in_words(const Deadlock& deadlock) {
    std::vector<std::string> sentences;
    const auto& ring = deadlock.ring;
    for (std::size_t i = 0; i < std::min(ring.size(), most_drawn_of_ring); ++i) {
        const Deadlock::Link& next = ring[(i + 1) % ring.size()];
        std::string text = ring[i].task + " " + waiting_text(ring[i]);
        if (!next.holds.empty())
            text += fmt::format("; {} holds it{}",
                                ring.size() == 1 ? std::string("the same task") : next.task,
                                at(next.taken_at, ", taken at "));
        sentences.push_back(clean(text, true) + ".");
    }
    if (ring.size() > sentences.size())
        sentences.push_back(
            fmt::format("And {} more, in a ring.", count_text(ring.size() - sentences.size())));
    return sentences;
}

}  // namespace timeline
