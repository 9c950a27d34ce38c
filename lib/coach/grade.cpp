#include <coach/grade.hpp>

#include <coach/attempt.hpp>
#include <coach/gradebook.hpp>
#include <coach/known_verdicts.hpp>
#include <coach/mistake.hpp>
#include <coach/result_files.hpp>
#include <coach/scratch.hpp>
#include <coach/submissions.hpp>

#include <aio/aio.hpp>
#include <check/protocol.hpp>
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
#include <map>
#include <optional>
#include <random>
#include <string>
#include <thread>
#include <utility>
#include <vector>

#include <unistd.h>

namespace coach {
namespace {

namespace fs = std::filesystem;

// "12 of 36: ada 02", on a terminal; one line, overwritten.
class ProgressLine {
public:
    ProgressLine(std::size_t all, const Style& style)
        : shown_(terminal::capabilities_of(STDERR_FILENO).can_redraw),
          width_(terminal::capabilities_of(STDERR_FILENO).width),
          style_(style),
          all_(all) {
        show({});
    }
    ~ProgressLine() { clear(); }
    ProgressLine(const ProgressLine&) = delete;
    ProgressLine& operator=(const ProgressLine&) = delete;

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

std::string counted(std::size_t number, const char* thing) {
    return fmt::format("{} {}{}", number, thing, number == 1 ? "" : "s");
}

class Grading {
public:
    Grading(const Toolkit& toolkit, GradeOptions options)
        : toolkit_(toolkit),
          options_(std::move(options)),
          submissions_(find_submissions(toolkit, options_.submissions)),
          results_(options_.csv, options_.junit),
          known_(toolkit, options_.submissions, options_.force),
          slots_(options_.jobs > 0 ? options_.jobs : processors()) {}

    aio::Coroutine<int> run() {
        choose_students();
        co_await prepare();
        say_what_comes();
        co_await aio::try_finally([&] { return check_all(); },
                                  [&](std::exception_ptr error) { return keep(error); });
        for (const std::string& line : table(book_, options_.style)) out_ += line + "\n";
        say_what_came();
        flush();
        co_return options_.exit_zero || book_.all_pass() ? 0 : 1;
    }

private:
    // What is wanted of the class.
    void choose_students() {
        if (options_.students.empty()) return;
        std::erase_if(submissions_.students, [&](const Student& one) {
            return std::ranges::none_of(options_.students, [&](const std::string& part) {
                return one.name.find(part) != one.name.npos;
            });
        });
        if (submissions_.students.empty())
            throw Mistake(fmt::format("there is no student with \"{}\" in the name.",
                                      options_.students.front()));
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
        book_.seed = options_.seed   ? *options_.seed
                     : known_.seed() ? *known_.seed()
                                     : std::random_device()();
        for (const Exercise& exercise : toolkit_.exercises()) {
            if (!is_wanted(exercise)) continue;
            toolkit_.plugin(exercise, "exercise.cpp", "exercise.so", "exercise.d");
            book_.columns.push_back(&exercise);
        }
        if (book_.columns.empty()) throw Mistake("none of these students has handed in anything.");
        if (!options_.trust) co_await prove_confinement(*book_.columns.front());
        for (const Student& student : submissions_.students) book_.rows.push_back(row_of(student));
        book_.unused = submissions_.unused;
    }

    Gradebook::Row row_of(const Student& student) const {
        Gradebook::Row row{.student = student.name};
        for (const Exercise* exercise : book_.columns) {
            row.verdicts.emplace_back();
            if (student.files.contains(exercise)) {
                row.verdicts.back() = Verdict::untouched(*exercise);
                row.verdicts.back()->what = What::not_checked;
            }
            const auto trouble = student.troubles.find(exercise);
            row.absent.push_back(trouble == student.troubles.end() ? "" : trouble->second + ".");
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

    std::size_t count() const {
        std::size_t all = 0;
        for (const Gradebook::Row& row : book_.rows)
            all += static_cast<std::size_t>(std::ranges::count_if(
                row.verdicts, [](const auto& verdict) { return verdict.has_value(); }));
        return all;
    }
    std::size_t count(What what) const {
        std::size_t all = 0;
        for (const Gradebook::Row& row : book_.rows)
            for (const auto& verdict : row.verdicts) all += verdict && verdict->what == what;
        return all;
    }

    // Each submission is one task, each different file an attempt; as many of those are
    // under way as there are slots. If one cannot go on, because the disk is full, none can.
    aio::Coroutine<> check_all() {
        scratch_.emplace();
        progress_.emplace(count(), options_.style);
        try {
            co_await aio::task_group([&](aio::TaskGroup& group) -> aio::Coroutine<> {
                for (std::size_t row = 0; row < book_.rows.size(); ++row)
                    for (std::size_t column = 0; column < book_.columns.size(); ++column)
                        if (book_.rows[row].verdicts[column])
                            group.create_task(check_one(row, column, group));
                co_return;
            });
        } catch (const aio::ExceptionGroup& group) {
            std::rethrow_exception(group.exceptions().front());
        }
    }
    static int processors() {
        return std::max(1, static_cast<int>(std::thread::hardware_concurrency()));
    }

    aio::Coroutine<> check_one(std::size_t row, std::size_t column, aio::TaskGroup& group) {
        const Student& student = submissions_.students[row];
        const Exercise& exercise = *book_.columns[column];
        Verdict verdict = co_await verdict_on(student.files.at(&exercise), exercise, group);
        book_.rows[row].verdicts[column] = std::move(verdict);
        results_.update(book_);
        progress_->ended(student.name, exercise);
    }

    aio::Coroutine<Verdict> verdict_on(fs::path file, const Exercise& exercise,
                                       aio::TaskGroup& group) {
        FileText given = read_file(file, largest_source);
        if (given.trouble.empty() && given.text.empty()) given.trouble = "is empty";
        if (!given.trouble.empty()) {
            Verdict verdict = Verdict::untouched(exercise);
            verdict.what = What::unreadable;
            verdict.text = fmt::format("{} {}.", file.filename().string(), given.trouble);
            co_return verdict;
        }
        const std::string key = KnownVerdicts::key(exercise, given.text, book_.seed);
        if (const Verdict* known = known_.find(key)) co_return *known;
        auto under_way = under_way_.find(key);
        if (under_way == under_way_.end())
            under_way = under_way_
                            .emplace(key, group.create_task(find_out(
                                              key, std::move(given.text), exercise)))
                            .first;
        aio::Task<Verdict> task = under_way->second;
        Verdict verdict = co_await task;
        if (verdict.what == What::unreadable)  // of the file that was handed in
            verdict.text =
                replaced(std::move(verdict.text), "exercise.cpp", file.filename().string());
        co_return verdict;
    }

    // The file is copied under a name of ours: the student's may hold anything.
    aio::Coroutine<Verdict> find_out(std::string key, std::string text, const Exercise& exercise) {
        const auto slot = co_await slots_.hold();
        ++attempts_;
        const fs::path folder = scratch_->folder() / key;
        fs::create_directory(folder);
        timeline::write_file(folder / "exercise.cpp", text);
        AttemptOptions how{.source = folder / "exercise.cpp",
                           .scratch = folder,
                           .seed = book_.seed,
                           .must_be_confined = !options_.trust,
                           .patience = 2};
        Verdict verdict = co_await attempt(toolkit_, exercise, std::move(how));
        for (std::string* told : {&verdict.text, &verdict.output})
            *told = replaced(std::move(*told), folder.string() + "/", "");
        fs::remove_all(folder);
        known_.add(key, verdict);
        co_return verdict;
    }

    // However it has ended.
    aio::Coroutine<> keep(std::exception_ptr error) {
        progress_.reset();
        scratch_.reset();
        const std::size_t open = count(What::not_checked), all = count();
        if (!error || open < all) results_.finish(book_);
        if (!error) co_return;
        std::string where;
        for (const fs::path& file : results_.names())
            where += (where.empty() ? "" : " and ") + file.string();
        fmt::print(stderr, "coach: stopped when {} of {} were checked.{} {}\n", all - open,
                   counted(all, "submission"),
                   where.empty() || open == all ? "" : " Their results are in " + where + ".",
                   known_.trouble().empty() ? "The same command goes on from there."
                                            : "Another time it begins anew.");
    }

    void say_what_comes() {
        say(fmt::format(
            "{} of {}, {}. All of them get the same delays: --seed {} gives these again.",
            counted(count(), "submission"), counted(submissions_.students.size(), "student"),
            counted(book_.columns.size(), "exercise"), book_.seed));
        if (!process::has_fences())
            say("This kernel has no Landlock: a submission can read the files that you can, and "
                "show them in what it prints.");
        if (options_.trust)
            say("Where this system cannot confine a submission, it runs with all your rights.");
        if (!known_.trouble().empty())
            say(fmt::format("If this is stopped, another time begins anew: {}.", known_.trouble()));
        out_ += "\n";
        flush();
    }
    void say_what_came() {
        out_ += "\n";
        const std::chrono::duration<double> took = std::chrono::steady_clock::now() - begin_;
        std::string text = fmt::format("{} of {} passed. That took {:.1f} s.", count(What::passed),
                                       counted(count(), "submission"), took.count());
        if (attempts_ < count())
            text += fmt::format(
                " {} had to be tried: equal files are tried once, and what is known from the last "
                "time is known (--force: not).",
                counted(attempts_, "file"));
        say(text);
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
    ResultFiles results_;
    KnownVerdicts known_;
    Gradebook book_;
    std::map<std::string, aio::Task<Verdict>> under_way_;
    std::optional<Scratch> scratch_;
    std::optional<ProgressLine> progress_;
    aio::Semaphore slots_;
    std::size_t attempts_ = 0;
    std::string out_;
    const std::chrono::steady_clock::time_point begin_ = std::chrono::steady_clock::now();
};

}  // namespace

aio::Coroutine<int> grade(const Toolkit& toolkit, GradeOptions options) {
    Grading grading(toolkit, std::move(options));
    co_return co_await grading.run();
}

}  // namespace coach
