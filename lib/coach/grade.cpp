#include <coach/grade.hpp>

#include <coach/attempt.hpp>
#include <coach/gradebook.hpp>
#include <coach/mistake.hpp>
#include <coach/scratch.hpp>
#include <coach/submissions.hpp>

#include <aio/aio.hpp>
#include <process/fence.hpp>
#include <process/program.hpp>
#include <terminal/capabilities.hpp>
#include <terminal/escapes.hpp>
#include <terminal/output.hpp>
#include <terminal/width.hpp>
#include <terminal/wrap.hpp>
#include <timeline/file.hpp>

#include <fmt/format.h>

#include <algorithm>
#include <chrono>
#include <cstdlib>
#include <fstream>
#include <optional>
#include <random>
#include <string>
#include <thread>
#include <utility>
#include <vector>

#include <sys/prctl.h>
#include <unistd.h>

namespace coach {
namespace {

namespace fs = std::filesystem;

// "12 of 36: ada 02", on a terminal; one line, overwritten.
class Progress {
public:
    Progress(std::size_t all, const Style& style)
        : shown_(terminal::capabilities_of(STDERR_FILENO).can_redraw),
          width_(terminal::capabilities_of(STDERR_FILENO).width),
          style_(style),
          all_(all) {
        show({});
    }
    ~Progress() { clear(); }
    Progress(const Progress&) = delete;
    Progress& operator=(const Progress&) = delete;

    void ended(const std::string& student, const Exercise& exercise) {
        ++done_;
        show(fmt::format(" {} {}", terminal::clean(student, style_.unicode), exercise.number()));
    }

private:
    void show(const std::string& what) {
        if (!shown_) return;
        const std::string line = progress_bar(done_, all_, style_) + what;
        put(cleared() + terminal::shorten_end(line, width_ - 1, style_.unicode));
    }
    void clear() {
        if (shown_) put(cleared());
    }
    static std::string cleared() {
        return std::string("\r").append(terminal::escape::erase_line_behind);
    }
    static void put(const std::string& text) { terminal::write_all(STDERR_FILENO, text); }

    bool shown_;
    int width_;
    const Style& style_;
    std::size_t all_, done_ = 0;
};

std::string replaced(std::string text, const std::string& what, const std::string& with) {
    for (auto at = text.find(what); at != text.npos; at = text.find(what, at + with.size()))
        text.replace(at, what.size(), with);
    return text;
}

class Grading {
public:
    Grading(const Toolkit& toolkit, GradeOptions options)
        : toolkit_(toolkit),
          options_(std::move(options)),
          submissions_(find_submissions(toolkit, options_.submissions)) {}

    aio::Coroutine<int> run() {
        if (!options_.csv.empty() && options_.csv == options_.junit)
            throw Mistake("--csv and --junit name the same file. Give each its own.");
        // Opened now: whoever waits for a class to be graded must not learn then that the
        // result cannot be kept.
        std::optional<timeline::OutputFile> csv_file, junit_file;
        if (!options_.csv.empty()) csv_file.emplace(options_.csv);
        if (!options_.junit.empty()) junit_file.emplace(options_.junit);
        co_await prepare();
        say_what_comes();
        co_await check_all();

        for (const std::string& line : table(book_, options_.style)) out_ += line + "\n";
        say_what_came();
        flush();
        if (csv_file) write(*csv_file, csv(book_));
        if (junit_file) write(*junit_file, junit(book_));
        co_return book_.all_pass() ? 0 : 1;
    }

private:
    static void write(timeline::OutputFile& file, const std::string& text) {
        file.write(text);
        file.close();
    }

    // Everything that may be wrong with the toolkit shows here, before the first
    // submission is looked at.
    aio::Coroutine<> prepare() {
        toolkit_.require_unchanged();
        book_.seed = options_.seed ? *options_.seed : std::random_device()();
        for (const Exercise& exercise : toolkit_.exercises()) {
            const bool handed_in = std::ranges::any_of(
                submissions_.students,
                [&](const Student& one) { return one.files.contains(&exercise); });
            if (!handed_in) continue;
            toolkit_.plugin(exercise, "exercise.cpp", "exercise.so", "exercise.d");
            book_.columns.push_back(&exercise);
        }
        co_await prove_confinement(*book_.columns.front());
        for (const Student& student : submissions_.students)
            book_.rows.push_back(
                {.student = student.name,
                 .verdicts = std::vector<std::optional<Verdict>>(book_.columns.size())});
        for (const fs::path& path : submissions_.ignored)
            book_.ignored.push_back(path.lexically_relative(options_.submissions).string());
    }

    // By way of the exercise as shipped, since what a student's program says and how
    // it ends proves nothing.
    aio::Coroutine<> prove_confinement(const Exercise& exercise) {
        process::Command command{.args = {toolkit_.host().string(), exercise.shipped.string(),
                                          exercise.check.string(), "--report", "3", "--confine"},
                                 .input = "\n",
                                 .reports = true};
        const process::ProgramResult run = co_await process::run_program(std::move(command));
        if (run.end != process::End::exited || run.status > 1)
            throw Mistake(run.output.substr(0, run.output.find('\n')));
    }

    std::size_t count() const {
        std::size_t all = 0;
        for (const Student& student : submissions_.students) all += student.files.size();
        return all;
    }

    // The check of one exercise is one task; as many are under way as there are
    // slots. If one cannot go on, because the disk is full, none can.
    aio::Coroutine<> check_all() {
        prctl(PR_SET_DUMPABLE, 0);  // no submission looks into the memory of who grades it
        const Scratch scratch;
        Progress progress(count(), options_.style);
        aio::Semaphore slots(options_.jobs > 0 ? options_.jobs : processors());
        try {
            co_await aio::task_group([&](aio::TaskGroup& group) -> aio::Coroutine<> {
                for (std::size_t row = 0; row < book_.rows.size(); ++row)
                    for (std::size_t column = 0; column < book_.columns.size(); ++column)
                        if (submissions_.students[row].files.contains(book_.columns[column]))
                            group.create_task(check_one(row, column, scratch, slots, progress));
                co_return;
            });
        } catch (const aio::ExceptionGroup& group) {
            std::rethrow_exception(group.exceptions().front());
        }
    }
    static int processors() {
        return std::max(1, static_cast<int>(std::thread::hardware_concurrency()));
    }

    aio::Coroutine<> check_one(std::size_t row, std::size_t column, const Scratch& scratch,
                               aio::Semaphore& slots, Progress& progress) {
        const auto slot = co_await slots.hold();
        const Student& student = submissions_.students[row];
        const Exercise& exercise = *book_.columns[column];
        book_.rows[row].verdicts[column] = co_await verdict_on(
            student, exercise, scratch.folder() / fmt::format("{}_{}", row, column));
        progress.ended(student.name, exercise);
    }

    // The file is copied under a name of ours: the student's may hold anything.
    aio::Coroutine<Verdict> verdict_on(const Student& student, const Exercise& exercise,
                                       fs::path folder) {
        const fs::path& file = student.files.at(&exercise);
        FileText given = read_submission(student, file, largest_source);
        if (!given.trouble.empty()) {
            Verdict verdict = Verdict::untouched(exercise);
            verdict.what = What::unreadable;
            verdict.text = fmt::format("{} {}.", file.filename().string(), given.trouble);
            co_return verdict;
        }
        fs::create_directory(folder);
        const fs::path copy = folder / "exercise.cpp";
        std::ofstream(copy, std::ios::binary) << given.text;
        AttemptOptions how{.source = copy,
                           .scratch = folder,
                           .seed = book_.seed,
                           .must_be_confined = true,
                           .patience = 2};
        Verdict verdict = co_await attempt(toolkit_, exercise, std::move(how));
        for (std::string* text : {&verdict.text, &verdict.output})
            *text = replaced(std::move(*text), folder.string() + "/", "");
        if (verdict.what == What::unreadable)  // of the file that was handed in
            verdict.text =
                replaced(std::move(verdict.text), "exercise.cpp", file.filename().string());
        fs::remove_all(folder);
        co_return verdict;
    }

    static std::string counted(std::size_t number, const char* thing) {
        return fmt::format("{} {}{}", number, thing, number == 1 ? "" : "s");
    }
    void say_what_comes() {
        say(fmt::format(
            "{} of {}, {}. All of them get the same delays: --seed {} gives these again.",
            counted(count(), "submission"), counted(submissions_.students.size(), "student"),
            counted(book_.columns.size(), "exercise"), book_.seed));
        if (!process::has_fences())
            say("This kernel has no Landlock: a submission can read the files that you can, and "
                "show them in what it prints.");
        out_ += "\n";
        flush();
    }
    void say_what_came() {
        std::size_t pass = 0;
        for (const Gradebook::Row& row : book_.rows)
            for (const auto& verdict : row.verdicts)
                pass += verdict && verdict->what == What::passed ? 1 : 0;
        out_ += "\n";
        say(fmt::format(
            "{} of {} passed. That took {:.1f} s.", pass, counted(count(), "submission"),
            std::chrono::duration<double>(std::chrono::steady_clock::now() - begin_).count()));
    }
    void say(const std::string& text) {
        for (const std::string& line : terminal::wrap(text, options_.style.width))
            out_ += line + "\n";
    }
    void flush() {
        if (!terminal::write_all(STDOUT_FILENO, std::exchange(out_, {})))
            throw Mistake("cannot write to stdout");
    }

    const Toolkit& toolkit_;
    GradeOptions options_;
    Submissions submissions_;
    Gradebook book_;
    std::string out_;
    const std::chrono::steady_clock::time_point begin_ = std::chrono::steady_clock::now();
};

}  // namespace

aio::Coroutine<int> grade(const Toolkit& toolkit, GradeOptions options) {
    Grading grading(toolkit, std::move(options));
    co_return co_await grading.run();
}

}  // namespace coach
