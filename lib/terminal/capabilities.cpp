#include <terminal/capabilities.hpp>

#include <sys/ioctl.h>
#include <unistd.h>

#include <algorithm>
#include <cctype>
#include <cstdlib>
#include <string>
#include <string_view>

namespace terminal {
namespace {

std::string_view variable(const char* name) {
    const char* value = std::getenv(name);
    return value ? value : "";
}

// "en_GB.UTF-8", "C.utf8": the first of the three that is set decides.
bool locale_is_utf8() {
    std::string_view locale;
    for (const char* name : {"LC_ALL", "LC_CTYPE", "LANG"})
        if (locale.empty()) locale = variable(name);
    std::string folded;
    for (const char c : locale)
        if (c != '-') folded += static_cast<char>(std::tolower(static_cast<unsigned char>(c)));
    return folded.find(".utf8") != std::string::npos;
}

}  // namespace

Capabilities capabilities_of(int fd) {
    Capabilities out;
    out.is_terminal = isatty(fd) == 1;
    const std::string_view term = variable("TERM");
    out.can_redraw = out.is_terminal && !term.empty() && term != "dumb" && variable("CI").empty();
    out.colour = out.can_redraw && variable("NO_COLOR").empty();
    out.unicode = locale_is_utf8();
    out.links = out.can_redraw && term != "linux";
    winsize size{};
    if (ioctl(fd, TIOCGWINSZ, &size) == 0) {
        if (size.ws_col > 0) out.width = size.ws_col;
        if (size.ws_row > 0) out.height = size.ws_row;
    }
    return out;
}

Style style_of(int fd) {
    const Capabilities can = capabilities_of(fd);
    if (!can.is_terminal) return {};
    return {.width = std::max(can.width, 20),
            .colour = can.colour,
            .unicode = can.unicode,
            .links = can.links};
}

}  // namespace terminal
