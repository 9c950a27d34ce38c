#include <timeline/pen.hpp>

#include <algorithm>
#include <array>

namespace timeline {
namespace {

struct Look {
    const char* unicode;
    const char* ascii;
    const char* colour;  // SGR parameters
};

// In the order of Cell.
constexpr std::array<Look, 8> looks{{{" ", " ", ""},
                                     {"·", ".", "2"},
                                     {"░", "-", "36"},
                                     {"│", "|", "32"},
                                     {"█", "#", "32"},
                                     {"●", "o", "32"},
                                     {"✗", "X", "1;31"},
                                     {"⊘", "%", "33"}}};

const Look& look_of(Cell cell) { return looks[static_cast<std::size_t>(cell)]; }

}  // namespace

std::string Pen::paint(const std::string& text, const std::string& parameters) const {
    const bool plain = !colour_ || parameters.empty() || text.empty();
    return plain ? text : "\x1b[" + parameters + "m" + text + "\x1b[0m";
}

std::string Pen::glyph(Cell cell) const {
    return unicode_ ? look_of(cell).unicode : look_of(cell).ascii;
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
        // A bad end is bright also in a dimmed row.
        const bool dimmed = dim && *at != Cell::failed && *at != Cell::cancelled;
        out += paint(stretch, dimmed ? "2" : look_of(*at).colour);
        at = next;
    }
    return out;
}

std::string Pen::cells(const std::vector<Cell>& cells, const std::string& labels) const {
    std::string out;
    for (std::size_t i = 0; i < cells.size();) {
        const std::size_t begin = i;
        const bool labelled = labels[begin] != '\0';
        std::string stretch;
        for (; i < cells.size() && cells[i] == cells[begin] && (labels[i] != '\0') == labelled; ++i)
            stretch += labelled ? std::string(1, labels[i]) : glyph(cells[i]);
        if (cells[begin] == Cell::empty) {
            out += stretch;
            continue;
        }
        // A label looks as if it were cut out of the bar.
        const bool request = cells[begin] == Cell::running || cells[begin] == Cell::brief;
        const std::string colour = request ? "35" : look_of(cells[begin]).colour;
        out += paint(stretch, labelled ? "7;" + colour : colour);
    }
    out.erase(out.find_last_not_of(' ') + 1);
    return out;
}

}  // namespace timeline
