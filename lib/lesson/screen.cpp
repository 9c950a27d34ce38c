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

#include <timeline/display.hpp>
#include <timeline/terminal.hpp>

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

// A number stays beside what it counts, and a sum in one piece: "3 + 3 + 3 s".
std::vector<std::string> words_of(std::string_view text) {
    constexpr std::string_view no_break_after = "0123456789+=";
    std::vector<std::string> words(1);
    char before = ' ';
    for (const char c : text) {
        if (c == ' ' && no_break_after.find(before) == text.npos)
            words.emplace_back();
        else
            words.back() += c;
        before = c;
    }
    return words;
}

}  // namespace

Screen::Screen(std::string program, bool silent, bool no_color)
    : program_(std::move(program)), silent_(silent) {
    std::signal(SIGPIPE, SIG_IGN);  // a reader that has gone is an error of the write
    if (!fill_closed_descriptors()) leave(1, "the standard output is closed");
    look_ = timeline::live_options(STDOUT_FILENO);
    look_.final_picture = false;
    // A transcript is the same wherever it is made. Only a terminal is asked
    // what it can show.
    if (!timeline::terminal_options(STDOUT_FILENO).is_terminal) {
        look_.text.width = 80;
        look_.text.unicode = true;
    }
    if (no_color) look_.text.colour = false;
}

void Screen::print(std::string_view text) {
    if (silent_) return;
    const std::lock_guard lock(mutex_);
    if (!live_) return write(text);
    live_->print(text);
    if (live_->broken()) leave_unwritten(EPIPE);
}

std::vector<std::string> Screen::wrapped(std::string_view text) const {
    return timeline::wrap(words_of(text), std::min(width(), widest_paragraph), look_.text.unicode);
}

void Screen::paragraph(std::string_view text) {
    for (const std::string& line : wrapped(text)) print(line);
}

void Screen::heading(std::string_view text) {
    for (const std::string& line : wrapped(text)) print(painted(line, "1"));
}

void Screen::line(const std::string& when, const std::string& who, std::string_view text) {
    const std::string begin = fmt::format("{:>5} s", when),
                      end = fmt::format("  {:<7}  {}", who, text);
    if (timeline::columns_of(begin + end) <= width()) return print(painted(begin, "2") + end);
    paragraph(fmt::format("{} s {}{} {}", when, who, who.empty() ? "" : ":", text));
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
    if (silent_ || !look_.live) return;
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

void Screen::picture(const timeline::Record& record, aio::duration scale) {
    timeline::TextOptions text = look_.text;
    text.width = width();
    text.axis_end = std::max(scale, record.elapsed());
    print("");
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
    const std::string reason = error == 0 ? "it was closed" : std::strerror(error);
    leave(1, "cannot write to the standard output: " + reason);
}

std::string Screen::painted(const std::string& text, const char* how) const {
    return look_.text.colour ? "\x1b[" + std::string(how) + "m" + text + "\x1b[0m" : text;
}

// Asked each time, because the window may have been resized.
int Screen::width() const {
    const timeline::Terminal terminal = timeline::terminal_options(STDOUT_FILENO);
    return terminal.is_terminal ? terminal.width : look_.text.width;
}

}  // namespace lesson
