// A deadlock's ring in the SVG picture: a box for each task, one below the other, and an
// arrow from each to the one that it waits for.
#pragma once

#include <timeline/shared.hpp>
#include <timeline/svg_document.hpp>

namespace timeline {

/// Draws it below `y`; returns where it ends.
double draw_ring(SvgDocument&, const Deadlock&, double y);

}  // namespace timeline
