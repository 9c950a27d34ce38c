// Characters and colours of the text drawing. Every state has a shape of its
// own, in Unicode and in ASCII; colour only repeats what the shape says.
#pragma once

#include <string>
#include <vector>

#include <timeline/bars.hpp>

namespace timeline {

class Pen {
public:
    Pen(bool colour, bool unicode) : colour_(colour), unicode_(unicode) {}

    /// `text` between ANSI's SGR `parameters` ("2": dim) and a reset, or as it is.
    std::string paint(const std::string& text, const std::string& parameters) const;

    /// A cell's character, without and with its colour.
    std::string glyph(Cell) const;
    std::string mark(Cell) const;

    /// A row of cells, up to the last that is not empty.
    std::string cells(const std::vector<Cell>&, bool dim) const;
    /// The same for a connection, with what is written on it: labels_on().
    std::string cells(const std::vector<Cell>&, const std::string& labels) const;

    const char* either(const char* unicode, const char* ascii) const {
        return unicode_ ? unicode : ascii;
    }

private:
    bool colour_, unicode_;
};

}  // namespace timeline
