#include <coach/watch.hpp>

#include <coach/commands.hpp>
#include <coach/mistake.hpp>
#include <coach/scene.hpp>

#include <aio/aio.hpp>
#include <aio/asio.hpp>
#include <asio/signal_set.hpp>
#include <fmt/chrono.h>
#include <fmt/format.h>

#include <algorithm>
#include <chrono>
#include <csignal>
#include <ctime>
#include <optional>
#include <utility>

#include <sys/stat.h>
#include <unistd.h>

#include <terminal/capabilities.hpp>
#include <terminal/escapes.hpp>
#include <terminal/guard.hpp>
#include <terminal/keys.hpp>
#include <terminal/output.hpp>
#include <terminal/width.hpp>
#include <terminal/wrap.hpp>

namespace coach {
namespace {

namespace fs = std::filesystem;
namespace escape = terminal::escape;
using namespace std::chrono_literals;
using Time = aio::time_point;

// How often the file, the keys and the window are checked. A check costs some microseconds, and
// works on file systems that do not report changes.
constexpr auto tick = 15ms;
constexpr int ticks_a_frame = 6;

// An editor may empty a file, or remove it, just before it writes it again.
constexpr auto patience = 150ms;
// A window goes through many sizes while it is resized.
constexpr auto settled = 300ms;

// Detects a change of a file, unless the new content is as long, in the same place, and written in
// the same tick of the file system's clock.
struct Stamp {
    bool exists = false;
    ino_t inode = 0;
    off_t size = 0;
    std::int64_t seconds = 0, nanoseconds = 0;

    bool operator==(const Stamp&) const = default;

    static Stamp of(const fs::path& file) {
        struct stat found{};
        if (stat(file.c_str(), &found) != 0) return {};
        return {true, found.st_ino, found.st_size, found.st_mtim.tv_sec, found.st_mtim.tv_nsec};
    }
};

class Watch {
public:
    Watch(const Toolkit& toolkit, Workshop& workshop, const Exercise& from, bool words)
        : toolkit_(toolkit),
          workshop_(workshop),
          words_(words),
          can_redraw_(!words && terminal::capabilities_of(STDOUT_FILENO).can_redraw),
          guard_({.fd = STDOUT_FILENO, .hides_cursor = can_redraw_, .takes_keys = true}) {
        go_to(from);
    }

    // Three things side by side: the ticks, the signals, and what follows from them. An attempt is
    // a fourth; when this ends, it ends, too.
    aio::Coroutine<int> run() {
        make_room();
        co_await aio::task_group([this](aio::TaskGroup& group) -> aio::Coroutine<> {
            group_ = &group;
            group.create_task(wake_regularly());
            group.create_task(heed_signals());
            while (!status_) {
                step();
                co_await news_.wait();
                news_.clear();
            }
            group.cancel();
        });
        say_goodbye();
        co_return *status_;
    }

private:
    // --- What happens ---

    aio::Coroutine<> wake_regularly() {
        for (;;) {
            co_await aio::sleep(tick);
            news_.set();
        }
    }

    // Ctrl-C is a key here; aio handles SIGINT from elsewhere.
    aio::Coroutine<> heed_signals() {
        asio::signal_set signals(aio::io_context(), SIGTERM, SIGHUP, SIGQUIT);
        const int number = co_await signals.async_wait(aio::use_coroutine);
        leave(128 + number);
    }

    aio::Coroutine<> try_it(std::optional<std::uint64_t> seed) {
        try {
            verdict_ = co_await attempt(toolkit_, *exercise_,
                                        {.source = scene_.file,
                                         .scratch = workshop_.builds(),
                                         .keep = workshop_.passed_plugin(*exercise_),
                                         .seed = seed,
                                         .width = attempt_width_,
                                         .colour = style_.colour});
        } catch (const std::exception& error) {
            scene_.trouble = error.what();
        }
        is_over_ = true;
        news_.set();
    }

    // It has passed; do the sanitizers agree? Meanwhile everything goes on as usual.
    aio::Coroutine<> look_closely(std::uint64_t seed) {
        bool is_clean = false;
        try {
            Verdict closer = co_await attempt(toolkit_, *exercise_,
                                              {.source = scene_.file,
                                               .scratch = workshop_.builds(),
                                               .seed = seed,
                                               .width = attempt_width_,
                                               .closely = true});
            is_clean = closer.what == What::passed;
            if (closer.what == What::crashed) closer_ = std::move(closer);
        } catch (const std::exception&) {
            // Nothing more can be compiled: the next attempt says why.
        }
        if (scene_.notice == looks_closer) scene_.notice.clear();
        if (is_clean && scene_.notice.empty()) scene_.notice = looks_clean;
        is_stale_ = true;
        news_.set();
    }

    void step() {
        take_keys();
        look_at_window();
        look_at_file();
        if (is_running() && ++ticks_ % ticks_a_frame == 0) {
            ++scene_.frame;
            is_stale_ = is_stale_ || can_redraw_;
        }
        if (std::exchange(is_over_, false)) take_verdict();
        if (closer_ && !is_running() && !is_due_) take_closer_verdict();
        if (is_due_ && !is_running()) begin();
        while (!is_running() && !is_due_ && !kept_.empty() && !status_) {
            const char key = kept_.front();
            kept_.erase(0, 1);
            act_on(key);
        }
        if (is_due_ && !is_running()) begin();
        if (is_gone_ || keyboard_.is_gone()) leave(0);
        if (is_stale_ && !status_) draw();
    }

    void take_keys() {
        for (const char key : keyboard_.pressed()) {
            if (key == 'q') return leave(0);
            if (key == terminal::interrupt_key) return leave(128 + SIGINT);
            if (key == terminal::suspend_key)
                guard_.suspend();
            else
                kept_ += key;
            is_stale_ = true;
        }
        if (guard_.was_suspended()) make_room();
    }

    void look_at_window() {
        const terminal::Capabilities now = terminal::capabilities_of(STDOUT_FILENO);
        if (now.width != width_ || now.height != height_) {
            width_ = now.width;
            height_ = now.height;
            style_ = terminal::style_of(STDOUT_FILENO);
            style_.words = words_;
            resized_at_ = aio::this_loop().now();
            is_stale_ = is_stale_ || can_redraw_;
        }
        // The picture is drawn for a width; the same run is drawn for the new one.
        const bool fits = attempt_width_ == picture_width() || !verdict_ ||
                          std::ranges::none_of(verdict_->facts, &Fact::looked_at);
        if (can_redraw_ && !fits && !is_running() && !is_due_ && scene_.trouble.empty() &&
            aio::this_loop().now() - resized_at_ >= settled)
            ask_again(verdict_->seed);
    }

    void look_at_file() {
        const Stamp stamp = Stamp::of(scene_.file);
        const Time now = aio::this_loop().now();
        if (stamp != stamp_) {
            stamp_ = stamp;
            changed_at_ = now;
            is_changed_ = true;
        }
        const bool is_whole = stamp_.exists && stamp_.size > 0;
        if (!is_changed_ || (!is_whole && now - changed_at_ < patience)) return;
        is_changed_ = false;
        ask_again({});
        if (!stamp_.exists) {
            is_due_ = false;
            scene_.page = Page::verdict;
            scene_.trouble = fmt::format(
                "{} is not there any more. It will be checked as soon as it is back. In another "
                "terminal, `./coach reset {}` restores it as it was at first.",
                scene_.file_text, exercise_->number());
        }
    }

    // --- What follows ---

    int picture_width() const { return std::max(width_, 20); }
    bool is_running() const { return attempt_ && !attempt_->done(); }

    // If one is under way, it is not worth finishing.
    void ask_again(std::optional<std::uint64_t> seed) {
        if (is_running()) attempt_->cancel();
        stop_looking();
        is_due_ = is_stale_ = true;
        seed_ = seed;
        scene_.notice.clear();
    }

    void begin() {
        is_due_ = is_over_ = false;
        is_stale_ = true;
        scene_.frame = 0;
        scene_.trouble.clear();
        attempt_width_ = picture_width();
        attempt_ = group_->create_task(try_it(std::exchange(seed_, {})));
    }

    void take_verdict() {
        is_stale_ = true;
        if (!scene_.trouble.empty()) return;
        scene_.verdict = &*verdict_;
        scene_.checked = fmt::format("{:%H:%M:%S}, {:.1f} s", fmt::localtime(std::time(nullptr)),
                                     verdict_->compile_seconds + verdict_->check_seconds);
        if (!verdict_->notice.empty()) scene_.notice = verdict_->notice;
        // A hint stays readable beside the next attempt, too.
        const bool keeps_page = scene_.page == Page::timeline ||
                                (scene_.page == Page::hint && verdict_->what == What::failed);
        if (!keeps_page) scene_.page = Page::verdict;
        scene_.praise.clear();
        if (verdict_->what == What::unreadable)
            scene_.notice =
                fmt::format("`./coach reset {}` restores the exercise as it was at first.",
                            exercise_->number());
        if (verdict_->what != What::passed) return;
        scene_.page = Page::verdict;
        remember([&] { workshop_.remember_passed(*exercise_); });
        count();
        scene_.praise = praise();
        if (!can_look_closely(toolkit_)) return;
        closer_look_ = group_->create_task(look_closely(verdict_->seed));
        if (can_redraw_) scene_.notice = looks_closer;
    }

    void take_closer_verdict() {
        verdict_ = std::exchange(closer_, std::nullopt);
        scene_.verdict = &*verdict_;
        scene_.page = Page::verdict;
        scene_.praise.clear();
        scene_.notice = passed_by_luck;
        remember([&] { workshop_.remember_passed(*exercise_, false); });
        count();
        is_stale_ = true;
    }

    void stop_looking() {
        if (closer_look_) closer_look_->cancel();
        closer_.reset();
    }

    // The folder may have gone, or the disk be full.
    template <class F>
    void remember(F save) {
        try {
            save();
        } catch (const std::exception& error) {
            scene_.notice = fmt::format("This could not be saved: {}", error.what());
        }
    }

    std::string open_exercises() const {
        std::string numbers;
        for (const Exercise& one : toolkit_.exercises())
            if (!workshop_.passed(one)) numbers += (numbers.empty() ? "" : ", ") + one.number();
        return numbers;
    }

    std::string praise() const {
        if (!workshop_.next(toolkit_))
            return fmt::format(
                "Well done! e explains it. That was the last one: all {} exercises are passed.",
                toolkit_.exercises().size());
        if (const Exercise* after = toolkit_.after(*exercise_))
            return fmt::format("Well done! e explains it, n goes on to {}.", after->name);
        return fmt::format("Well done! e explains it. Still open: {}.", open_exercises());
    }

    void act_on(char key) {
        is_stale_ = true;
        scene_.notice.clear();
        const bool repeats = std::exchange(last_key_, key) == key;
        switch (key) {
            case 'h':
                return show_hint();
            case 'n':
                return go_on(repeats);
            case 'l':
                return toggle(Page::list);
            case 't':
                return toggle(Page::timeline);
            case 'e':
                return explain();
            case 'r':
                return ask_again({});
            default:
                scene_.page = Page::verdict;
        }
    }

    void toggle(Page page) {
        scene_.page = scene_.page == page ? Page::verdict : page;
        if (page != Page::list) return;
        // The bar and the blank line below it are on every page.
        const std::vector<std::string> all = list_lines(toolkit_, workshop_, exercise_, style_);
        scene_.list.assign(all.begin() + 2, all.end());
    }

    void explain() {
        if (workshop_.passed(*exercise_)) return toggle(Page::explanation);
        scene_.notice = fmt::format(
            "The explanation would tell the answer: {} is not passed yet. h gives a hint.",
            exercise_->name);
    }

    // One more each time; after the last hint, the first again.
    void show_hint() {
        const fs::path own = scene_.file.parent_path() / "hints.md";
        const std::vector<std::string> hints =
            hints_of(fs::exists(own) ? own : exercise_->folder / "hints.md");
        scene_.hints = hints.size();
        if (hints.empty()) {
            scene_.notice = "There are no hints for this exercise.";
            return;
        }
        const auto shown = static_cast<std::size_t>(std::max(workshop_.hints_shown(*exercise_), 0));
        if (shown < hints.size()) {
            scene_.hint_number = shown + 1;
            remember([&] { workshop_.remember_hint(*exercise_); });
        } else {
            scene_.hint_number =
                scene_.page == Page::hint ? scene_.hint_number % hints.size() + 1 : 1;
        }
        scene_.hint = hints[scene_.hint_number - 1];
        scene_.page = Page::hint;
        scene_.notice = scene_.hint_number < hints.size()
                            ? "h: another hint"
                            : "That was the last hint. h: the first one again";
    }

    void go_on(bool is_sure) {
        const Exercise* after = toolkit_.after(*exercise_);
        if (!after && !workshop_.next(toolkit_)) return leave(0);
        if (!after) {
            scene_.notice =
                fmt::format("This is the last one. Still open: {}. `./coach watch {}` goes there.",
                            open_exercises(), workshop_.next(toolkit_)->number());
        } else if (!workshop_.passed(*exercise_) && !is_sure) {
            scene_.notice =
                fmt::format("{} is not passed yet. n again goes on anyway.", exercise_->name);
        } else {
            go_to(*after);
        }
    }

    void go_to(const Exercise& exercise) {
        stop_looking();
        exercise_ = &exercise;
        verdict_.reset();
        scene_ = {};
        scene_.exercise = &exercise;
        scene_.file = workshop_.file(exercise);
        scene_.file_text = shown(scene_.file);
        count();
        last_key_ = 0;
        stamp_ = Stamp::of(scene_.file);
        changed_at_ = {};
        is_changed_ = true;
        is_stale_ = true;
        // Keys typed after `n` are for the new exercise, once it has been checked.
        is_due_ = true;
    }

    void count() {
        scene_.all = toolkit_.exercises().size();
        scene_.done = 0;
        for (const Exercise& one : toolkit_.exercises())
            scene_.done += workshop_.passed(one) ? 1 : 0;
    }

    void leave(int status) {
        if (!status_) status_ = status;
        news_.set();
    }

    // --- What is seen ---

    void write(const std::string& text) {
        is_gone_ = is_gone_ || !terminal::write_all(STDOUT_FILENO, text);
    }

    // What was on the screen stays, and can be scrolled back to.
    void make_room() {
        is_stale_ = true;
        if (!can_redraw_) return;
        const terminal::Capabilities now = terminal::capabilities_of(STDOUT_FILENO);
        write(std::string(static_cast<std::size_t>(std::max(now.height, 1)), '\n')
                  .append(escape::to_the_top));
    }

    void draw() {
        is_stale_ = false;
        // An attempt that is being stopped because its file has gone will report nothing.
        scene_.is_checking = is_due_ || (is_running() && scene_.trouble.empty());
        scene_.kept = kept_;
        if (can_redraw_)
            redraw(compose(scene_, style_, height_));
        else
            print();
    }

    // Every row is written, so that nothing of the last picture stays. The screen is not cleared
    // first, which would flicker.
    void redraw(const std::vector<std::string>& lines) {
        std::string text =
            std::string(escape::begin_update).append(escape::wrap_off).append(escape::to_the_top);
        for (int row = 0; row < height_; ++row) {
            if (row > 0) text += "\r\n";
            text += escape::erase_line;
            if (static_cast<std::size_t>(row) < lines.size())
                text.append(terminal::shorten_end(lines[static_cast<std::size_t>(row)],
                                                  style_.width, style_.unicode))
                    .append(escape::plain);
        }
        write(text.append(escape::wrap_on).append(escape::end_update));
    }

    // Where nothing can be drawn over: what is new is printed below. If that is only the answer to
    // a key, the rest is not repeated.
    void print() {
        std::vector<std::string> lines;
        if (scene_.is_checking) {
            lines = {"", "checking " + terminal::clean(scene_.file_text, style_.unicode) + "..."};
        } else {
            Scene without_notice = scene_;
            without_notice.notice.clear();
            lines = compose(without_notice, style_, 0);
        }
        const bool is_told = lines == printed_;
        printed_ = lines;
        if (is_told) lines.clear();
        const std::string notice = scene_.is_checking ? "" : scene_.notice;
        if (std::exchange(printed_notice_, notice) != notice)
            for (std::string& line : terminal::wrap(notice, style_.width))
                lines.push_back(std::move(line));
        std::string text;
        for (const std::string& line : lines) text += line + "\n";
        if (!text.empty()) write(text);
    }

    // The last screen stays, without what helps only while the program runs.
    void say_goodbye() {
        if (is_gone_ || keyboard_.is_gone()) return;
        std::vector<std::string> last;
        if (can_redraw_) {
            scene_.is_checking = false;
            last = compose(scene_, style_, height_);
            last.pop_back();
            while (!last.empty() && last.back().empty()) last.pop_back();
            redraw(last);
            write(escape::to_line(std::max<std::size_t>(last.size(), 1)) + "\r\n");
        }
        const bool all_passed = !workshop_.next(toolkit_);
        write((all_passed ? "All exercises are passed.\n" : ""));
    }

    const Toolkit& toolkit_;
    Workshop& workshop_;
    const Exercise* exercise_ = nullptr;
    Scene scene_;
    std::optional<Verdict> verdict_;

    aio::TaskGroup* group_ = nullptr;
    aio::Event news_;
    std::optional<aio::Task<>> attempt_, closer_look_;
    std::optional<Verdict> closer_;  // the verdict that it has passed by luck
    std::optional<int> status_;
    bool is_due_ = false;   // an attempt should begin
    bool is_over_ = false;  // one has ended by itself
    bool is_stale_ = true;  // the screen must be drawn
    std::optional<std::uint64_t> seed_;
    int ticks_ = 0;

    std::string kept_;  // keys that have not acted yet
    char last_key_ = 0;

    Stamp stamp_;
    Time changed_at_{};
    bool is_changed_ = false;

    int width_ = 0, height_ = 0, attempt_width_ = 0;
    Time resized_at_{};
    Style style_;
    std::vector<std::string> printed_;  // where nothing can be drawn over
    std::string printed_notice_;
    bool words_;  // what is new is printed below, and nothing drawn
    bool can_redraw_;
    bool is_gone_ = false;  // the reader has gone
    terminal::Guard guard_;
    terminal::Keyboard keyboard_{STDIN_FILENO};
};

}  // namespace

aio::Coroutine<int> watch(const Toolkit& toolkit, Workshop& workshop, const Exercise* from,
                          bool words) {
    if (isatty(STDIN_FILENO) == 0 || isatty(STDOUT_FILENO) == 0)
        throw Mistake(
            "watch needs a terminal, for its keys and its screen. `./coach check` checks "
            "once, and works anywhere.");
    if (!from) {
        fmt::print("All {} exercises are passed. `./coach watch 02` checks one of them again.\n",
                   toolkit.exercises().size());
        co_return 0;
    }
    Watch all(toolkit, workshop, *from, words);
    co_return co_await all.run();
}

}  // namespace coach
