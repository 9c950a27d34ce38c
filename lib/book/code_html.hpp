// Source as the page shows it: a <span> for each line, which the player lights.
#pragma once

#include <string>
#include <utility>
#include <vector>

#include <book/source.hpp>

namespace book {

/// The lines of a block: <span class="l" data-l="20">...</span>.
std::string lines_html(const Block&, Language);

/// A <pre> of them. `file` is what the player looks it up by.
std::string block_html(const Block&, const Source&);

/// The blocks that stand in these lines, one below the other, without their comments.
std::string excerpt_html(const Source&,
                         const std::vector<std::pair<std::size_t, std::size_t>>& shown);

}  // namespace book
