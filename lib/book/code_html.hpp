// Source as the page shows it: a <span> for each line, which the player lights.
#pragma once

#include <string>
#include <utility>
#include <vector>

#include <book/source.hpp>

namespace book {

/// The lines of a block: <span class="l i1" data-l="20">...</span>, where i1 is its indent.
std::string lines_html(const Block&, Language);

/// A <pre> of them, marked with the source's file, by which the player finds it.
std::string block_html(const Block&, const Source&);

/// Blocks of a source, each below its comment, which is its text.
std::string blocks_html(const std::vector<const Block*>&, const Source&);
std::vector<const Block*> all_of(const Source&);

/// The blocks that stand in these lines, one below the other, without their comments.
std::string excerpt_html(const Source&,
                         const std::vector<std::pair<std::size_t, std::size_t>>& shown);

}  // namespace book
