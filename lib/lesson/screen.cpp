#include <lesson/screen.hpp>

#include <fcntl.h>
#include <fmt/format.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <csignal>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <utility>
#include <vector>

#include <terminal/capabilities.hpp>
#include <terminal/paint.hpp>
#include <terminal/width.hpp>
#include <terminal/wrap.hpp>
#include <timeline/words.hpp>

namespace lesson {
namespace {

constexpr int widest_paragraph = 80;

// A program started with `>&-` has no descriptor 1. The next file it opened,
// the event loop's for one, would get that number, and be written to.
bool fill_closed_descriptors() {
    const bool stdout_is_open = fcntl(STDOUT_FILENO, F_GETFD) >= 0;
    int opened = 0;
    while (opened >= 0 && opened <= STDERR_FILENO) opened = open("/dev/null", O_RDWR);
    if (opened > STDERR_FILENO) close(opened);
    return stdout_is_open;
}

}  // namespace

Screen::Screen(std::string program, ScreenOptions options)
    : program_(std::move(program)), options_(options) {
    std::signal(SIGPIPE, SIG_IGN);  // a reader that has gone is an error of the write
    if (!fill_closed_descriptors()) leave(1, "the standard output is closed");
    look_ = timeline::live_options(STDOUT_FILENO);
    look_.final_picture = false;
    look_.text.frames = options_.frames;
    // A transcript is the same wherever it is made. Only a terminal is asked
    // what it can show.
    if (!terminal::capabilities_of(STDOUT_FILENO).is_terminal) {
        look_.text.width = 80;
        look_.text.unicode = true;
    }
    if (options_.no_color) look_.text.colour = false;
}

void Screen::print(std::string_view text) {
    if (options_.silent) return;
    const std::lock_guard lock(mutex_);
    const std::string shown = in_our_characters(text);
    if (!live_) return write(shown);
    live_->print(shown);
    if (live_->broken()) leave_unwritten(EPIPE);
}

// What a lesson says, and what an error says, may be any text.
std::string Screen::in_our_characters(std::string_view text) const {
    if (look_.text.unicode) return std::string(text);
    const terminal::Style ascii{.colour = look_.text.colour, .unicode = false};
    std::string out;
    for (const std::string& line : terminal::lines_of(text))
        out.append(terminal::harmless(line, ascii)).append("\n");
    return out;
}

std::vector<std::string> Screen::wrapped(std::string_view text) const {
    return terminal::wrap(text, std::min(width(), widest_paragraph));
}

void Screen::paragraph(std::string_view text) {
    for (const std::string& line : wrapped(text)) print(line);
}

void Screen::heading(std::string_view text) {
    for (const std::string& line : wrapped(text)) print(painted(line, terminal::sgr::bold));
}

void Screen::line(const std::string& when, const std::string& who, std::string_view text) {
    const std::string begin = fmt::format("{:>5} s", when),
                      end = fmt::format("  {:<7}  {}", who, text);
    if (terminal::columns_of(begin + end) <= width())
        return print(painted(begin, terminal::sgr::faint) + end);
    paragraph(fmt::format("{} s {}{} {}", when, who, who.empty() ? "" : ":", text));
}

void Screen::prompt(std::string_view text) {
    if (options_.silent) return;
    std::fwrite(text.data(), 1, text.size(), stdout);
    flush();
}

void Screen::write(std::string_view text) {
    errno = 0;
    std::fwrite(text.data(), 1, text.size(), stdout);
    if (!text.ends_with('\n')) std::fputc('\n', stdout);
    flush();
}

void Screen::flush() {
    if (std::fflush(stdout) != 0 || std::ferror(stdout)) leave_unwritten(errno);
}

void Screen::begin_live(timeline::Recorder& recorder, double speed, aio::duration scale) {
    if (options_.silent || options_.words || !look_.live) return;
    timeline::LiveOptions options = look_;
    options.speed = speed;
    if (scale > aio::duration{}) options.expected = scale;
    const std::lock_guard lock(mutex_);
    live_.emplace(recorder, std::move(options));
}

void Screen::end_live() {
    const std::lock_guard lock(mutex_);
    live_.reset();
}

void Screen::show(const timeline::Record& record, aio::duration scale) {
    print("");
    if (options_.words) {
        for (const std::string& text : timeline::in_words(record, {.frames = options_.frames}))
            paragraph(text);
        return;
    }
    timeline::TextOptions text = look_.text;
    text.width = width();
    text.axis_end = std::max(scale, record.elapsed());
    for (const std::string& line : timeline::draw(record, text)) print(line);
}

void Screen::complain(const std::string& text) {
    std::fputs((program_ + ": " + text + "\n").c_str(), stderr);
}

void Screen::leave(int status, const std::string& text) {
    complain(text);
    std::exit(status);
}

void Screen::leave_unwritten(int error) {
    live_.reset();
    // `lesson | head`: the reader has seen enough. The status that the signal would have given.
    if (error == EPIPE) std::exit(128 + SIGPIPE);
    const std::string reason = error == 0 ? "it was closed" : std::strerror(error);
    leave(1, "cannot write to the standard output: " + reason);
}

std::string Screen::painted(std::string_view text, std::string_view sgr) const {
    return terminal::paint(text, sgr, {.colour = look_.text.colour});
}

// Asked each time, because the window may have been resized.
int Screen::width() const {
    const terminal::Capabilities can = terminal::capabilities_of(STDOUT_FILENO);
    return can.is_terminal ? can.width : look_.text.width;
}

}  // namespace lesson
