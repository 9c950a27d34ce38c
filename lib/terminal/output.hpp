// Writing to a descriptor that may be closed at the other end.
#pragma once

#include <string>
#include <string_view>

namespace terminal {

/// Writes all bytes. False if that is impossible, as when the reader of a pipe has gone; SIGPIPE,
/// which would then end the program, is suppressed.
bool write_all(int fd, std::string_view bytes) noexcept;

/// Makes printed text harmless for the screen: keeps tabs, newlines and
/// colours, replaces other control characters with '?'. Ends in a newline.
std::string printable_lines(std::string_view text);

}  // namespace terminal
