#include <coach/grading.hpp>

#include <coach/digest.hpp>
#include <coach/files.hpp>
#include <coach/grading_scope.hpp>
#include <coach/mistake.hpp>
#include <coach/pages.hpp>
#include <coach/similar.hpp>
#include <coach/tidy_verdict.hpp>

#include <aio/aio.hpp>
#include <check/protocol.hpp>
#include <process/fence.hpp>
#include <process/program.hpp>

#include <fmt/format.h>

#include <algorithm>
#include <random>
#include <thread>
#include <utility>

#include <sys/prctl.h>

namespace coach {
namespace {

namespace fs = std::filesystem;

int processors() { return std::max(1, static_cast<int>(std::thread::hardware_concurrency())); }

// Of one of the toolkit's files, if it is there: the student edition has no solutions.
Fingerprint fingerprint_of(const Exercise& exercise, const char* file) {
    return fingerprint(text_if_there(exercise.folder / file).value_or(""));
}

Verdict unreadable(const Exercise& exercise, std::string text) {
    Verdict verdict = Verdict::untouched(exercise);
    verdict.what = What::unreadable;
    verdict.text = std::move(text);
    return verdict;
}

}  // namespace

Grading::Grading(const Toolkit& toolkit, const GradeOptions& options)
    : toolkit_(toolkit),
      options_(options),
      desk_(options),
      submissions_(options.one ? find_submission(toolkit, options.submissions)
                               : find_submissions(toolkit, options.submissions)),
      known_(toolkit),
      trials_(toolkit, known_,
              {.seed = seed(),
               .jobs = options.jobs > 0 ? options.jobs : processors(),
               .force = options.force,
               .trust = options.trust}) {}

aio::Coroutine<int> Grading::run() {
    choose_students(submissions_, options_.students);
    co_await prepare();
    say_what_comes();
    co_await aio::try_finally([&] { return check_all(); },
                              [&](std::exception_ptr error) { return keep(error); });
    if (!options_.pages.empty()) {
        const auto material = co_await page_material(toolkit_, book_, trials_);
        write_pages(options_.pages, book_, material);
    }
    desk_.show(book_);
    say_what_came();
    desk_.flush();
    co_return desk_.status(book_);
}

// --- Before ---

// One student's results depend on nothing that was before.
std::uint64_t Grading::seed() const {
    if (options_.seed) return *options_.seed;
    const auto last =
        options_.one || options_.force ? std::nullopt : known_.seed_of(options_.submissions);
    return last ? *last : std::random_device()();
}

// Everything that may be wrong with the toolkit shows here, before the first submission is
// looked at.
aio::Coroutine<> Grading::prepare() {
    toolkit_.require_unchanged();
    exercises_ = choose_exercises(toolkit_, submissions_, options_.exercises);
    for (const Exercise* exercise : exercises_)
        toolkit_.plugin(*exercise, "exercise.cpp", "exercise.so", "exercise.d");
    if (!options_.trust && !exercises_.empty()) co_await prove_confinement(*exercises_.front());
    book_ = blank_gradebook(submissions_, exercises_);
    book_.seed = trials_.seed();
    book_.version = NINE_VERSION;
    if (!options_.one) known_.set_seed(options_.submissions, book_.seed);
}

// By way of the exercise as shipped, since what a student's program says and how it ends
// proves nothing.
aio::Coroutine<> Grading::prove_confinement(const Exercise& exercise) const {
    process::Command command{
        .args = {toolkit_.host(exercise).string(), "--runner"},
        .input = to_line(check::protocol::Instructions{.exercise = exercise.shipped.string(),
                                                       .check = exercise.check.string(),
                                                       .seed = 1,
                                                       .confined = true}),
        .reports = true};
    const process::ProgramResult run = co_await process::run_program(std::move(command));
    if (!run.report.starts_with(check::protocol::head_of_evidence))
        throw Mistake(run.output.substr(0, run.output.find('\n')));
}

// --- The work ---

// Each submission is one task. If one cannot go on, because the disk is full, none can.
aio::Coroutine<> Grading::check_all() {
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

Gradebook::Entry& Grading::entry_of(const Student& student, const Exercise& exercise) {
    const auto row = static_cast<std::size_t>(&student - submissions_.students.data());
    const auto column = std::ranges::find(exercises_, &exercise) - exercises_.begin();
    return book_.rows[row].entries[static_cast<std::size_t>(column)];
}

aio::Coroutine<> Grading::check_one(const Student& student, const Exercise& exercise,
                                    fs::path file) {
    FileText given = read_file(file, largest_source);
    if (given.trouble.empty() && given.text.empty()) given.trouble = "is empty";
    if (given.text.find('\0') != std::string::npos)
        given.trouble = "is not a text: it contains zero bytes";
    Gradebook::Entry& entry = entry_of(student, exercise);
    entry.sha256 = sha256(given.text);
    entry.own = without(without(fingerprint(given.text), fingerprint_of(exercise, "exercise.cpp")),
                        fingerprint_of(exercise, "solution.cpp"));
    Verdict verdict;
    if (given.trouble.empty())
        verdict = co_await trials_.verdict(exercise, std::move(given.text));
    else
        verdict = unreadable(exercise, fmt::format("{} {}.", entry.file, given.trouble));
    tidy(verdict);
    entry.verdict = std::move(verdict);
    desk_.files().update(book_);
    progress_->ended(student.name, exercise);
}

// However it has ended.
aio::Coroutine<> Grading::keep(std::exception_ptr error) {
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

// --- What is said ---

void Grading::say_what_comes() {
    desk_.say(fmt::format(
        "{} of {}, {}. All of them get the same delays: --seed {} gives these again.",
        counted(count_if(book_, is_handed_in), "submission"), counted(book_.rows.size(), "student"),
        counted(book_.columns.size(), "exercise"), book_.seed));
    if (!process::has_fences())
        desk_.say(
            "This kernel has no Landlock: a submission can read the files that you can, and "
            "show them in what it prints.");
    if (options_.trust)
        desk_.say("Where this system cannot confine a submission, it runs with all your rights.");
    if (!known_.trouble().empty())
        desk_.say(
            fmt::format("If this is stopped, another time it begins anew: {}.", known_.trouble()));
    desk_.flush();
}

void Grading::say_what_came() {
    const std::chrono::duration<double> took = std::chrono::steady_clock::now() - begin_;
    const std::size_t all = count_if(book_, is_handed_in);
    std::string text = fmt::format("{} of {} passed. That took {:.1f} s.", count_if(book_, passes),
                                   counted(all, "submission"), took.count());
    if (trials_.count() < all)
        text += fmt::format(
            " Checked anew: {}. Equal files are checked once, and what was checked before is "
            "known; --force checks all again.",
            trials_.count());
    desk_.say(text);
    if (!options_.pages.empty())
        desk_.say(fmt::format("The pages begin at {}.", (options_.pages / "index.html").string()));
}

}  // namespace coach
