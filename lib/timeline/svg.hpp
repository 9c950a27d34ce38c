// Records as a picture for a slide: one SVG file, without scripts and with nothing to load. All
// sections have the same scale, so that 3 s looks like a third of 9 s.
//
//   timeline::write_svg("lesson02.svg", "Lesson 02: create, then await", sections);
#pragma once

#include <string>
#include <vector>

#include <timeline/section.hpp>

namespace timeline {

struct SvgOptions {
    bool show_main = true;
    bool frames = false;  ///< a row for each coroutine's frame, up to a dozen
    int max_rows = 40;    ///< of each section; the others are counted
    /// The least length of the axis. All sections share one that is as long as the longest.
    aio::duration axis_end{};
};

/// The picture. A pure function of its arguments.
std::string svg(const std::string& title, const std::vector<Section>&, const SvgOptions& = {});

/// Writes it to a file. Throws std::runtime_error, with the path and the
/// reason, if that fails.
void write_svg(const std::string& path, const std::string& title, const std::vector<Section>&,
               const SvgOptions& = {});

}  // namespace timeline
