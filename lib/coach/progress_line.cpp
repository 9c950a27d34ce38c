#include <coach/progress_line.hpp>

#include <terminal/capabilities.hpp>
#include <terminal/escapes.hpp>
#include <terminal/output.hpp>
#include <terminal/width.hpp>

#include <fmt/format.h>

#include <unistd.h>

namespace coach {
namespace {

std::string cleared() { return std::string("\r").append(terminal::escape::erase_line_behind); }

}  // namespace

ProgressLine::ProgressLine(std::size_t all, const Style& style)
    : shown_(terminal::capabilities_of(STDERR_FILENO).can_redraw),
      width_(terminal::capabilities_of(STDERR_FILENO).width),
      style_(style),
      all_(all) {
    show({});
}

ProgressLine::~ProgressLine() {
    if (shown_) terminal::write_all(STDERR_FILENO, cleared());
}

void ProgressLine::ended(const std::string& student, const Exercise& exercise) {
    ++done_;
    show(fmt::format(" {} {}", terminal::clean(student, style_.unicode), exercise.number()));
}

void ProgressLine::show(const std::string& what) {
    if (!shown_) return;
    const std::string line = progress_bar(done_, all_, style_) + what;
    terminal::write_all(STDERR_FILENO,
                        cleared() + terminal::shorten_end(line, width_ - 1, style_.unicode));
}

PassingLine::PassingLine(const std::string& text, const Style& style) {
    const terminal::Capabilities can = terminal::capabilities_of(STDERR_FILENO);
    is_drawn_ = can.can_redraw && !style.words;
    const std::string line = terminal::clean(text, style.unicode);
    if (is_drawn_)
        terminal::write_all(STDERR_FILENO,
                            terminal::shorten_end(line, can.width - 1, style.unicode));
    else if (can.is_terminal)
        terminal::write_all(STDERR_FILENO, line + "\n");
}

PassingLine::~PassingLine() {
    if (is_drawn_) terminal::write_all(STDERR_FILENO, cleared());
}

}  // namespace coach
