// The few shapes that the SVG picture is made of, and its looks. Nothing here
// knows about time.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include <timeline/record.hpp>

namespace timeline {

/// An SVG document that is being written. `look` names one of its looks: a colour, a size, the
/// width of a line.
class SvgDocument {
public:
    static constexpr double width = 1200, margin = 48;
    static constexpr int name_columns = 16;  // of a row, beside its bars

    void text(std::string_view look, double x, double y, const std::string& content);
    void line(std::string_view look, double x1, double y1, double x2, double y2);

    /// A bar around the line `middle`; `tip` is shown when the mouse rests on it.
    void bar(std::string_view look, double left, double right, double middle, double height,
             const std::string& tip = {});

    /// How a task ended: a disc, a cross, or a ring with a stroke.
    void mark(State, double x, double y);

    /// A box with round corners, placed by its top left corner.
    void box(std::string_view look, double left, double top, double width, double height);
    /// A line from point to point, with an arrow's head at its end, which it must reach
    /// upright or level.
    struct Point {
        double x, y;
    };
    void arrow(const std::vector<Point>& points);

    void begin_group(std::string_view look, const std::string& tip = {});
    void end_group();

    /// The whole document, `height` high.
    std::string finish(double height, const std::string& title,
                       const std::string& description) const;

private:
    std::string body_;
};

/// "finished", "failed" or "cancelled".
const char* word_for_end(State);

}  // namespace timeline
