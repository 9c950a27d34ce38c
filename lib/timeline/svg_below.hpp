// Rows of the SVG picture below those of tasks and connections: locks, semaphores and queues
// that have names, and coroutines' frames.
#pragma once

#include <functional>

#include <timeline/record.hpp>
#include <timeline/svg_document.hpp>

namespace timeline {

/// Where a row is, and where on it a time is.
struct RowPlace {
    double top, height, names_end;
    std::function<double(aio::time_point)> x_of;
};

/// A bar as high as the resource is full, with the number, or the holder's name, in it.
void draw_track(SvgDocument&, const Track&, aio::time_point now, const RowPlace&);

/// A line from its making to its destruction.
void draw_frame(SvgDocument&, const FrameLife&, aio::time_point now, const RowPlace&);
/// The same, for a legend.
void draw_frame_sample(SvgDocument&, double x, double middle);

}  // namespace timeline
