#include <timeline/live.hpp>

#include <fmt/format.h>
#include <sys/ioctl.h>

#include <algorithm>
#include <atomic>
#include <condition_variable>
#include <csignal>
#include <cstdio>
#include <mutex>
#include <thread>
#include <utility>
#include <vector>

#include <aio/extend.hpp>
#include <terminal/capabilities.hpp>
#include <terminal/escapes.hpp>
#include <terminal/guard.hpp>
#include <terminal/output.hpp>
#include <terminal/signals.hpp>
#include <timeline/axis.hpp>

namespace timeline {
namespace {

namespace escape = terminal::escape;

// From the cursor's line to the end of the screen. Begins one line lower, because tmux takes
// "erase below" in the top left corner for "clear", and keeps what was there in its history.
std::string erase_region() {
    return std::string("\r")
        .append(escape::erase_line_behind)
        .append("\n")
        .append(escape::erase_below)
        .append(escape::up(1));
}

// What is still in stdio's buffer was written earlier, so it comes first.
void flush_stdio(int fd) {
    if (fd == fileno(stdout)) std::fflush(stdout);
}

}  // namespace

class Live::View {
public:
    View(Recorder& recorder, LiveOptions options)
        : recorder_(recorder), options_(std::move(options)) {
        flush_stdio(options_.fd);
        if (!options_.live || !terminal::capabilities_of(options_.fd).is_terminal) return;
        guard_.emplace(terminal::GuardOptions{.fd = options_.fd});
        const terminal::BlockSignals block;
        thread_ = std::thread([this] {
            const aio::extend::QuietThread quiet;  // a deadlock is still found beside it
            draw_repeatedly();
        });
    }

    void print(std::string_view text) {
        const std::lock_guard lock(mutex_);
        flush_stdio(options_.fd);
        if (!guard_) {
            put(text.ends_with('\n') ? std::string(text) : std::string(text) + "\n");
        } else if (guard_->is_ours()) {
            put_above(text);
        }
    }

    void stop() {
        {
            const std::lock_guard lock(mutex_);
            if (std::exchange(stopped_, true)) return;
        }
        wake_.notify_all();
        if (thread_.joinable()) thread_.join();
        const std::lock_guard lock(mutex_);
        flush_stdio(options_.fd);
        const bool draw_it = !guard_ || guard_->is_ours();
        if (guard_ && draw_it) put(erase_region());
        if (draw_it && options_.final_picture) put(final_picture());
        guard_.reset();
    }

    bool broken() const noexcept { return broken_; }

private:
    void put_above(std::string_view text) {
        drawn_.clear();
        const std::string lines = terminal::printable_lines(text);
        put(std::string(escape::begin_update)
                .append(erase_region())
                .append(lines)
                .append(frame())
                .append(escape::end_update));
    }

    void draw_repeatedly() {
        const auto period =
            std::chrono::milliseconds(1000 / std::clamp(options_.frames_per_second, 1, 100));
        std::unique_lock lock(mutex_);
        while (!stopped_ && !broken_ && guard_->is_ours()) {
            guard_->renew();
            if (const std::string bytes = frame(); !bytes.empty()) {
                std::string update(escape::begin_update);
                put(update.append(bytes).append(escape::end_update));
            }
            if (!held_up_.empty() && !std::exchange(told_, true)) put_above(held_up_);
            wake_.wait_for(lock, period);
        }
    }

    // The bytes that bring the region up to date; none if it already is. The window
    // is measured each time, so that no handler for SIGWINCH is needed.
    std::string frame() {
        const terminal::Capabilities window = terminal::capabilities_of(options_.fd);
        std::vector<std::string> lines = picture(window);
        lines.insert(lines.begin(), "");
        const bool lost = guard_->was_suspended();
        if (!lost && lines == drawn_ && window.width == width_ && window.height == height_)
            return {};
        std::string bytes(escape::wrap_off);
        for (std::size_t i = 0; i < lines.size(); ++i) {
            // Erasing comes before the text: after it, the cursor may still be on the last column.
            const bool last = i + 1 == lines.size();
            bytes.append(i == 0 ? "\r" : "\r\n")
                .append(last ? escape::erase_below : escape::erase_line_behind)
                .append(lines[i]);
        }
        if (lines.size() > 1) bytes.append(escape::up(lines.size() - 1));
        bytes.append("\r").append(escape::wrap_on);
        guard_->set_lines_below(static_cast<int>(lines.size()) - 1);
        drawn_ = std::move(lines);
        width_ = window.width;
        height_ = window.height;
        return bytes;
    }

    // The timeline now, low enough that the empty line above it and the line that a newline would
    // open still fit into the window.
    std::vector<std::string> picture(const terminal::Capabilities& window) {
        const auto rows = static_cast<std::size_t>(std::max(window.height, 1));
        const Record record =
            recorder_.record({.rows = rows, .prefer = Prefer::active, .speed = options_.speed});
        if (held_up_.empty()) held_up_ = held_up_by(record);
        TextOptions text = options_.text;
        text.width = window.width;
        text.max_rows = std::max(window.height, 1);
        text.max_lines = window.height - 2;
        text.prefer = Prefer::active;
        text.axis_end = scale(record);
        if (text.max_lines < 1) return {};
        return draw(record, text);
    }

    // "breakfast has held the loop for 5 s, ...", or empty.
    std::string held_up_by(const Record& record) const {
        if (options_.speed <= 0 || record.spans_dropped > 0) return {};
        for (const Row& row : record.rows) {
            if (row.state != State::running || row.spans.empty() || !row.spans.back().open)
                continue;
            const Span& step = row.spans.back();
            const std::chrono::duration<double> held = (record.now - step.begin) / options_.speed;
            if (held < options_.held_up) continue;
            const std::string where = short_text(step.where);
            return fmt::format("{} has held the loop for {:.0f} s{}: Ctrl-C twice ends it",
                               row.name, held.count(),
                               where.empty() ? "" : ", in a step that began at " + where);
        }
        return {};
    }

    aio::duration scale(const Record& record) const {
        if (options_.expected && record.elapsed() <= *options_.expected) return *options_.expected;
        return round_end(std::max<aio::duration>(record.elapsed(), std::chrono::seconds(1)));
    }

    std::string final_picture() const {
        TextOptions text = options_.text;
        if (const terminal::Capabilities window = terminal::capabilities_of(options_.fd);
            window.is_terminal)
            text.width = window.width;
        return "\n" + draw_text(recorder_.record(), text);
    }

    void put(std::string_view bytes) {
        if (!broken_ && !terminal::write_all(options_.fd, bytes)) broken_ = true;
    }

    Recorder& recorder_;
    const LiveOptions options_;
    std::optional<terminal::Guard> guard_;  // only while live
    std::thread thread_;

    std::mutex mutex_;  // protects what follows, guard_, and the order of what is written
    std::condition_variable wake_;
    bool stopped_ = false;
    std::vector<std::string> drawn_;
    int width_ = 0, height_ = 0;
    std::string held_up_;  // what is to be said of a step that holds the loop
    bool told_ = false;    // ... and whether it has been
    std::atomic<bool> broken_{false};
};

LiveOptions live_options(int fd) {
    const terminal::Capabilities can = terminal::capabilities_of(fd);
    LiveOptions options;
    options.fd = fd;
    options.live = can.can_redraw;
    options.text.width = can.width;
    options.text.colour = can.colour;
    options.text.unicode = can.unicode;
    return options;
}

Live::Live(Recorder& recorder, LiveOptions options)
    : view_(std::make_unique<View>(recorder, std::move(options))) {}
Live::~Live() { stop(); }
void Live::print(std::string_view line) { view_->print(line); }
void Live::stop() { view_->stop(); }
bool Live::broken() const noexcept { return view_->broken(); }

}  // namespace timeline
