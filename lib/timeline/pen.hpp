// Characters and colours of the text drawing. Every state has a shape of its
// own, in Unicode and in ASCII; colour only repeats what the shape says.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include <terminal/capabilities.hpp>
#include <terminal/glyphs.hpp>
#include <timeline/bars.hpp>

namespace timeline {

class Pen {
public:
    explicit Pen(const terminal::Style& style) : style_(style) {}

    /// terminal::paint in this pen's style.
    std::string paint(std::string_view text, std::string_view parameters) const;

    /// A cell's character, without and with its colour.
    std::string_view glyph(Cell) const;
    std::string mark(Cell) const;

    /// Any other character.
    std::string_view glyph(terminal::Glyph which) const {
        return terminal::glyph(which, style_.unicode);
    }

    /// A row of cells, up to the last one that is not empty.
    std::string cells(const std::vector<Cell>&, bool dim) const;
    /// The same for a connection, with the labels written on it: labels_on().
    std::string cells(const std::vector<Cell>&, const std::vector<std::string>& labels) const;

private:
    terminal::Style style_;
};

/// A line that was drawn in Unicode and without colours, as it looks in this style.
std::string redrawn(std::string_view line, const terminal::Style&);

}  // namespace timeline
