// Text in an XML document.
#pragma once

#include <string>
#include <string_view>

namespace timeline {

/// Escaped for an element's text or an attribute's value: "&lt;" for '<'.
std::string xml_escaped(std::string_view text);

}  // namespace timeline
