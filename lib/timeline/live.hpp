// A timeline that grows at the bottom of the terminal while the program runs.
//
//   timeline::Recorder recorder;
//   timeline::Live live(recorder, timeline::live_options(1));
//   live.print("three tasks of 3 seconds");    // appears above the timeline
//   aio::run(program(), {.observer = &recorder});
//   live.stop();                               // the whole timeline stays on the screen
//
// Where lines cannot be redrawn (a pipe, a file, TERM=dumb, CI) nothing is
// drawn before stop(), so a program need not tell the two apart.
//
// The trick: between two drawings the cursor is hidden at the left end of the empty line ABOVE the
// timeline. Whatever the terminal does to the lines below (rewrap them in a narrower window, cut
// them off in a lower one), all of it is below the cursor, and "erase to the end of the screen"
// clears it. The "^C" that the terminal itself writes ends up on that empty line, too.
#pragma once

#include <chrono>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

#include <timeline/record.hpp>
#include <timeline/text.hpp>

namespace timeline {

struct LiveOptions {
    int fd = 1;        ///< where to draw
    bool live = true;  ///< false: draw once, at stop()
    double speed = 1;  ///< loop seconds per second; 0 if time is simulated
    int frames_per_second = 20;
    bool final_picture = true;  ///< false: stop() erases the timeline and leaves nothing
    /// How long the program is expected to take: the scale does not change
    /// until then. Without it the scale grows in steps: 1, 2, 3, 5, 10 s, ...
    std::optional<aio::duration> expected = {};
    /// In real time: once a step has held the loop for so long, a line above the timeline says so,
    /// because nothing else moves then, and how to end it.
    std::chrono::milliseconds held_up{5000};
    /// How to draw. While live, `width`, `max_lines`, `prefer` and `axis_end`
    /// follow the window; the final picture takes them from here, but its
    /// width too follows the window.
    TextOptions text = {};
};

/// Options that suit the descriptor and the environment (terminal::capabilities_of).
LiveOptions live_options(int fd = 1);

/// Draws from a thread of its own, which blocks all signals, so that they
/// reach the program's threads. At most one live view on a terminal exists at
/// a time.
class Live {
public:
    /// Throws std::logic_error if another live view is on. `recorder` must
    /// outlive this.
    explicit Live(Recorder& recorder, LiveOptions = {});

    /// Like stop().
    ~Live();
    Live(const Live&) = delete;
    Live& operator=(const Live&) = delete;

    /// Writes one line, or several, above the timeline; a missing newline is
    /// added. On a terminal, control characters other than tabs and colours are
    /// made visible, because they could move the cursor. From any thread.
    /// Whatever else writes to the terminal meanwhile should write whole lines.
    void print(std::string_view line);

    /// Ends the live view: draws the whole timeline, below a blank line, and
    /// shows the cursor. print() still works afterwards. Repeating it does nothing.
    void stop();

    /// The other end is gone (a closed pipe or terminal): nothing more is written.
    bool broken() const noexcept;

private:
    class View;
    std::unique_ptr<View> view_;
};

}  // namespace timeline
