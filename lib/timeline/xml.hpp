// Text in an XML document.
#pragma once

#include <string>
#include <string_view>

namespace timeline {

/// As an element's text, and as an attribute's value, may have it: "&lt;" for '<'.
std::string xml_escaped(std::string_view text);

}  // namespace timeline
