#include <coach/grade.hpp>

#include <coach/digest.hpp>
#include <coach/files.hpp>
#include <coach/gradebook.hpp>
#include <coach/mistake.hpp>
#include <coach/progress_line.hpp>
#include <coach/result_files.hpp>
#include <coach/shortened.hpp>
#include <coach/submissions.hpp>
#include <coach/trials.hpp>

#include <aio/aio.hpp>
#include <aio/asio.hpp>
#include <asio/signal_set.hpp>
#include <check/protocol.hpp>
#include <process/fence.hpp>
#include <process/program.hpp>
#include <terminal/output.hpp>
#include <terminal/wrap.hpp>

#include <fmt/format.h>

#include <algorithm>
#include <chrono>
#include <csignal>
#include <optional>
#include <random>
#include <string>
#include <thread>
#include <utility>
#include <vector>

#include <sys/prctl.h>
#include <unistd.h>

namespace coach {

const char* const grade_statuses =
    "Exit status: 0 if everybody has handed in everything and every fact holds; 1 if not (0 with "
    "--exit-zero); 2 if nothing could be graded, and why stands on stderr. Stopped by Ctrl-C or "
    "SIGTERM it ends by that signal, the results so far are written, and the same command goes "
    "on from there.";

namespace {

namespace fs = std::filesystem;

constexpr std::size_t most_output = 64 << 10;  // bytes of what a program printed, or of a text

std::string counted(std::size_t number, const char* thing) {
    return fmt::format("{} {}{}", number, thing, number == 1 ? "" : "s");
}

int processors() { return std::max(1, static_cast<int>(std::thread::hardware_concurrency())); }

// What is written as results come, and what is said on the terminal.
class Desk {
public:
    explicit Desk(const GradeOptions& options) : options_(options) {
        files_.add(options.csv, csv);
        files_.add(options.wide, wide_csv);
        files_.add(options.junit, junit);
        files_.add(options.json, json);
        if (!options.gradescope.empty() && !options.one)
            throw Mistake("Gradescope grades one student at a time: --gradescope needs --one.");
        files_.add(options.gradescope, gradescope);
    }

    ResultFiles& files() { return files_; }

    void say(const std::string& text) {
        for (const std::string& line : terminal::wrap(text, options_.style.width))
            out_ += line + "\n";
    }
    void show(const Gradebook& book) {
        for (const std::string& line : table(book, options_.style)) out_ += line + "\n";
        blank();
    }
    void blank() { out_ += "\n"; }
    // Nothing, if a file of results goes there.
    void flush() {
        const std::string text = std::exchange(out_, {});
        if (!files_.use_standard_output() && !terminal::write_all(STDOUT_FILENO, text))
            throw Mistake("cannot write to stdout");
    }
    int status(const Gradebook& book) const {
        return options_.exit_zero || book.all_pass() ? 0 : 1;
    }

private:
    const GradeOptions& options_;
    ResultFiles files_;
    std::string out_;
};

std::size_t count_if(const Gradebook& book, bool (*condition)(const Gradebook::Entry&)) {
    std::size_t all = 0;
    for (const Gradebook::Row& row : book.rows)
        all += static_cast<std::size_t>(std::ranges::count_if(row.entries, condition));
    return all;
}
bool is_handed_in(const Gradebook::Entry& entry) { return entry.is_handed_in(); }
bool passes(const Gradebook::Entry& entry) { return entry.passes(); }
bool is_open(const Gradebook::Entry& entry) { return entry.is_handed_in() && !entry.verdict; }

class Grading {
public:
    Grading(const Toolkit& toolkit, const GradeOptions& options)
        : toolkit_(toolkit),
          options_(options),
          desk_(options_),
          submissions_(options_.one ? find_submission(toolkit, options_.submissions)
                                    : find_submissions(toolkit, options_.submissions)),
          known_(toolkit),
          trials_(toolkit, known_,
                  {.seed = seed(),
                   .jobs = options_.jobs > 0 ? options_.jobs : processors(),
                   .force = options_.force,
                   .trust = options_.trust}) {}

    aio::Coroutine<int> run() {
        choose_students();
        co_await prepare();
        say_what_comes();
        co_await aio::try_finally([&] { return check_all(); },
                                  [&](std::exception_ptr error) { return keep(error); });
        desk_.show(book_);
        say_what_came();
        desk_.flush();
        co_return desk_.status(book_);
    }

private:
    // One student's results depend on nothing that was before.
    std::uint64_t seed() const {
        if (options_.seed) return *options_.seed;
        const auto last =
            options_.one || options_.force ? std::nullopt : known_.seed_of(options_.submissions);
        return last ? *last : std::random_device()();
    }

    // What is wanted of the class.
    void choose_students() {
        for (const std::string& part : options_.students)
            if (std::ranges::none_of(submissions_.students, [&](const Student& one) {
                    return one.name.find(part) != one.name.npos;
                }))
                throw Mistake(fmt::format("there is no student with \"{}\" in the name.", part));
        if (options_.students.empty()) return;
        std::erase_if(submissions_.students, [&](const Student& one) {
            return std::ranges::none_of(options_.students, [&](const std::string& part) {
                return one.name.find(part) != one.name.npos;
            });
        });
    }
    bool is_wanted(const Exercise& exercise) const {
        if (!options_.exercises.empty())
            return std::ranges::any_of(options_.exercises, [&](const std::string& spec) {
                return &toolkit_.exercise(spec) == &exercise;
            });
        return std::ranges::any_of(submissions_.students, [&](const Student& one) {
            return one.files.contains(&exercise) || one.troubles.contains(&exercise);
        });
    }

    // Everything that may be wrong with the toolkit shows here, before the first
    // submission is looked at.
    aio::Coroutine<> prepare() {
        toolkit_.require_unchanged();
        if (!options_.one) known_.set_seed(options_.submissions, trials_.seed());
        book_.seed = trials_.seed();
        book_.version = NINE_VERSION;
        for (const std::string& spec : options_.exercises) toolkit_.exercise(spec);
        for (const Exercise& exercise : toolkit_.exercises()) {
            if (!is_wanted(exercise)) continue;
            toolkit_.plugin(exercise, "exercise.cpp", "exercise.so", "exercise.d");
            exercises_.push_back(&exercise);
            book_.columns.push_back({.name = exercise.name, .facts = exercise.facts});
        }
        if (!options_.trust && !exercises_.empty()) co_await prove_confinement(*exercises_.front());
        for (const Student& student : submissions_.students) book_.rows.push_back(row_of(student));
        book_.unused = submissions_.unused;
        name_apart(book_.rows);  // students are in this order already
    }

    Gradebook::Row row_of(const Student& student) {
        Gradebook::Row row{.student = student.name,
                           .id = student.id,
                           .email = student.email,
                           .unused = student.unused};
        for (const Exercise* exercise : exercises_) {
            Gradebook::Entry entry;
            if (const auto file = student.files.find(exercise); file != student.files.end())
                entry.file = student.shown(file->second);
            else if (const auto why = student.troubles.find(exercise);
                     why != student.troubles.end())
                entry.why_not = why->second;
            row.entries.push_back(std::move(entry));
        }
        return row;
    }

    // By way of the exercise as shipped, since what a student's program says and how
    // it ends proves nothing.
    aio::Coroutine<> prove_confinement(const Exercise& exercise) {
        process::Command command{
            .args = {toolkit_.host().string(), exercise.shipped.string(), exercise.check.string(),
                     "--report", std::to_string(check::protocol::report_descriptor), "--confine"},
            .input = "\n",
            .reports = true};
        const process::ProgramResult run = co_await process::run_program(std::move(command));
        if (run.end != process::End::exited || run.status > check::protocol::some_fail)
            throw Mistake(run.output.substr(0, run.output.find('\n')));
    }

    // Each submission is one task. If one cannot go on, because the disk is full, none can.
    aio::Coroutine<> check_all() {
        prctl(PR_SET_DUMPABLE, 0);  // no submission looks into the memory of who grades it
        progress_.emplace(count_if(book_, is_handed_in), options_.style);
        try {
            co_await aio::task_group([&](aio::TaskGroup& group) -> aio::Coroutine<> {
                for (const Student& student : submissions_.students)
                    for (const auto& [exercise, file] : student.files)
                        if (std::ranges::find(exercises_, exercise) != exercises_.end())
                            group.create_task(check_one(student, *exercise, file));
                co_return;
            });
        } catch (const aio::ExceptionGroup& group) {
            std::rethrow_exception(group.exceptions().front());
        }
    }

    Gradebook::Entry& entry_of(const Student& student, const Exercise& exercise) {
        const auto row = static_cast<std::size_t>(&student - submissions_.students.data());
        const auto column = std::ranges::find(exercises_, &exercise) - exercises_.begin();
        return book_.rows[row].entries[static_cast<std::size_t>(column)];
    }

    aio::Coroutine<> check_one(const Student& student, const Exercise& exercise, fs::path file) {
        FileText given = read_file(file, largest_source);
        if (given.trouble.empty() && given.text.empty()) given.trouble = "is empty";
        Gradebook::Entry& entry = entry_of(student, exercise);
        entry.sha256 = sha256(given.text);
        if (given.trouble.empty())
            entry.verdict = co_await trials_.verdict(exercise, std::move(given.text));
        else
            entry.verdict = unreadable(exercise, given.trouble);
        finish(entry);
        desk_.files().update(book_);
        progress_->ended(student.name, exercise);
    }

    static Verdict unreadable(const Exercise& exercise, const std::string& trouble) {
        Verdict verdict = Verdict::untouched(exercise);
        verdict.what = What::unreadable;
        verdict.text = fmt::format("exercise.cpp {}.", trouble);
        return verdict;
    }
    // Under the file's own name, and no longer than anybody can read.
    static void finish(Gradebook::Entry& entry) {
        Verdict& verdict = *entry.verdict;
        if (verdict.what == What::unreadable && verdict.text.starts_with("exercise.cpp "))
            verdict.text.replace(0, 12, entry.file);
        for (std::string* text : {&verdict.text, &verdict.warnings, &verdict.output})
            *text = shortened(std::move(*text), most_output);
        for (Fact& fact : verdict.facts)
            for (auto* lines : {&fact.says, &fact.notes})
                for (std::string& line : *lines) line = shortened(std::move(line), most_line);
    }

    // However it has ended.
    aio::Coroutine<> keep(std::exception_ptr error) {
        progress_.reset();
        trials_.clear();
        const std::size_t all = count_if(book_, is_handed_in), open = count_if(book_, is_open);
        if (!error || open < all) desk_.files().finish(book_);
        if (!error) co_return;
        std::string where;
        for (const fs::path& file : desk_.files().names())
            where += (where.empty() ? "" : " and ") + file.string();
        fmt::print(stderr, "coach: stopped when {} of {} were checked.{} {}\n", all - open,
                   counted(all, "submission"),
                   where.empty() || open == all ? "" : " Their results are in " + where + ".",
                   known_.trouble().empty() ? "The same command goes on from there."
                                            : "Another time it begins anew.");
    }

    void say_what_comes() {
        desk_.say(fmt::format(
            "{} of {}, {}. All of them get the same delays: --seed {} gives these again.",
            counted(count_if(book_, is_handed_in), "submission"),
            counted(book_.rows.size(), "student"), counted(book_.columns.size(), "exercise"),
            book_.seed));
        if (!process::has_fences())
            desk_.say(
                "This kernel has no Landlock: a submission can read the files that you can, and "
                "show them in what it prints.");
        if (options_.trust)
            desk_.say(
                "Where this system cannot confine a submission, it runs with all your "
                "rights.");
        if (!known_.trouble().empty())
            desk_.say(fmt::format("If this is stopped, another time it begins anew: {}.",
                                  known_.trouble()));
        desk_.blank();
        desk_.flush();
    }
    void say_what_came() {
        const std::chrono::duration<double> took = std::chrono::steady_clock::now() - begin_;
        const std::size_t all = count_if(book_, is_handed_in);
        std::string text =
            fmt::format("{} of {} passed. That took {:.1f} s.", count_if(book_, passes),
                        counted(all, "submission"), took.count());
        if (trials_.count() < all)
            text += fmt::format(
                " Checked anew: {}. Equal files are checked once, and what was checked before is "
                "known; --force checks all again.",
                trials_.count());
        desk_.say(text);
    }

    static constexpr std::size_t most_line = 8 << 10;  // bytes of a sentence

    const Toolkit& toolkit_;
    const GradeOptions& options_;
    Desk desk_;
    Submissions submissions_;
    KnownVerdicts known_;
    Trials trials_;
    std::vector<const Exercise*> exercises_;  // of each column
    Gradebook book_;
    std::optional<ProgressLine> progress_;
    const std::chrono::steady_clock::time_point begin_ = std::chrono::steady_clock::now();
};

int merge(const GradeOptions& options) {
    Desk desk(options);
    std::vector<Gradebook> books;
    for (const fs::path& file : options.merge) books.push_back(read_gradebook(file));
    const Gradebook book = merged(std::move(books), options.merge);
    desk.files().finish(book);
    desk.show(book);
    desk.say(fmt::format("{} of {} passed, of {} in {}.", count_if(book, passes),
                         counted(count_if(book, is_handed_in), "submission"),
                         counted(book.rows.size(), "student"),
                         counted(options.merge.size(), "file")));
    desk.flush();
    return desk.status(book);
}

// SIGTERM and the like end the work as Ctrl-C does, which is aio's to heed.
aio::Coroutine<> stop_at_signal(aio::Task<int> work, int& signal) {
    asio::signal_set signals(aio::io_context(), SIGTERM, SIGHUP, SIGQUIT);
    signal = co_await signals.async_wait(aio::use_coroutine);
    work.cancel();
}

}  // namespace

aio::Coroutine<int> grade(const Toolkit& toolkit, GradeOptions options) {
    if (!options.merge.empty()) co_return merge(options);
    Grading grading(toolkit, options);
    int signal = 0;
    aio::Task<int> work = aio::create_task(grading.run());
    aio::Task<> guard = aio::create_task(stop_at_signal(work, signal));
    int status = 0;
    try {
        status = co_await work;
    } catch (const aio::CancelledError&) {
        if (signal == 0) throw;
        std::signal(signal, SIG_DFL);  // die of it, as whoever sent it expects
        std::raise(signal);
    }
    guard.cancel();
    co_return status;
}

}  // namespace coach
