// Where a lesson program prints: lines at once, above the timeline while one
// grows. A full disk ends the program with one clear line, and a reader that has
// gone ends it quietly, because nobody would see the rest.
#pragma once

#include <chrono>
#include <mutex>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include <timeline/live.hpp>

namespace lesson {

struct ScreenOptions {
    bool silent = false;  ///< nothing is printed except what write() is given
    bool no_color = false;
    bool words = false;   ///< timelines are in words, and none grows
    bool frames = false;  ///< ... and include frames
};

class Screen {
public:
    /// `program` begins every error message.
    Screen(std::string program, ScreenOptions);

    /// Prints lines as they are; a missing newline is added.
    void print(std::string_view text);
    /// Breaks a text between words to fit the width.
    void paragraph(std::string_view text);
    /// The same, in bold.
    void heading(std::string_view text);
    /// "  0.0 s  delay 1  sleeping", or a paragraph where that does not fit.
    void line(const std::string& when, const std::string& who, std::string_view text);
    /// Prints at once, and stays on the line.
    void prompt(std::string_view text);
    /// Prints even when silent: for output that a flag asked for.
    void write(std::string_view text);

    /// Shows the timeline, growing, until end_live. Does nothing where lines
    /// cannot be redrawn. `scale`: the least time that its width stands for.
    void begin_live(timeline::Recorder&, double speed, aio::duration scale);
    void end_live();
    /// The whole timeline: a picture, or words.
    void show(const timeline::Record&, aio::duration scale);

    /// One line on stderr.
    void complain(const std::string& text);
    /// ... and ends the program.
    [[noreturn]] void leave(int status, const std::string& text);
    /// Makes sure that everything is written; leaves if it could not be.
    void flush();

private:
    [[nodiscard]] std::vector<std::string> wrapped(std::string_view text) const;
    [[nodiscard]] std::string in_our_characters(std::string_view text) const;
    [[nodiscard]] std::string painted(std::string_view text, std::string_view sgr) const;
    [[nodiscard]] int width() const;
    [[noreturn]] void leave_unwritten(int error);

    std::string program_;
    ScreenOptions options_;
    timeline::LiveOptions look_;
    std::mutex mutex_;  // protects live_: say() may be called from any thread
    std::optional<timeline::Live> live_;
};

}  // namespace lesson
