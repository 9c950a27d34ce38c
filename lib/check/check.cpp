#include <check/check.hpp>

#include <check/case.hpp>

#include <fmt/format.h>

#include <algorithm>
#include <map>
#include <new>
#include <numeric>
#include <random>
#include <stdexcept>
#include <string_view>

namespace check {
namespace {

const aio::extend::LibrarySources these_files;

std::mt19937_64 random_numbers;
std::optional<detail::LastRun> last;
std::function<void(const timeline::Tape&)> told_of_runs;
bool told = false;  // that something does not hold: `last` is the run it is about
std::optional<detail::Shown> shown;

detail::Stage stage;
std::string fact;             // the current one
std::size_t handed_over = 0;  // of it, or taken
bool lacks = false;
std::string refusal;
std::vector<detail::NotedBase*> notes;

// The first `count` of all of them, shuffled.
template <class T>
std::vector<T> some_of(std::vector<T> all, int count, const char* too_many) {
    if (count < 0 || static_cast<std::size_t>(count) > all.size())
        throw std::invalid_argument(too_many);
    for (int i = 0; i < count; ++i)
        std::swap(all[static_cast<std::size_t>(i)],
                  all[static_cast<std::size_t>(number(i, static_cast<int>(all.size()) - 1))]);
    all.resize(static_cast<std::size_t>(count));
    return all;
}

// Each place once, in the order in which they come.
void add_once(std::vector<std::string>& places, const std::string& place) {
    if (!place.empty() && std::ranges::find(places, place) == places.end()) places.push_back(place);
}

const timeline::Row* main_of(const timeline::Record& record) {
    const auto main = std::ranges::find_if(record.rows, &timeline::Row::is_main);
    return main == record.rows.end() ? nullptr : &*main;
}

// "check.cpp:34": the student has no such file.
bool is_in_a_check(std::string_view place) {
    const std::string_view file = place.substr(0, place.find(':'));
    return file == "check.cpp" || file == "check.hpp" || file == "http_check.cpp" ||
           file == "http_check.hpp";
}

// Empty, too, if it is in a check's file.
std::string students_place(const timeline::Place& where) {
    const std::string text = place(where);
    return is_in_a_check(text) ? "" : text;
}

// "all_results", without a namespace; empty for a lambda.
std::string function_name(const timeline::Place& where) {
    if (where.function == "lambda") return {};
    return std::string(where.function.substr(where.function.rfind(':') + 1));
}

// "all_results (exercise.cpp:24)"; empty if a check's file defines it.
std::string student_function(const timeline::Row& row) {
    const std::string where = students_place(row.where);
    const std::string name = function_name(row.where);
    if (where.empty() || name.empty()) return where;
    return name + " (" + where + ")";
}

std::vector<std::string> waits_of(const timeline::Row* row) {
    std::vector<std::string> places;
    if (!row) return places;
    for (const timeline::Span& span : row->spans) {
        if (span.state != timeline::State::waiting) continue;
        const std::string where = students_place(span.where);
        add_once(places, where.empty() ? student_function(*row) : where);
    }
    return places;
}

bool has_waited(const timeline::Row& row) {
    return std::ranges::find(row.spans, timeline::State::waiting, &timeline::Span::state) !=
           row.spans.end();
}

// What a task was doing when the loop cancelled it.
std::string last_seen(const timeline::Row& row) {
    if (!row.started) return "had not begun";
    const auto places = waits_of(&row);
    if (!places.empty()) return "waited in " + places.back();
    return has_waited(row) ? "still waited" : "still ran";
}

}  // namespace

int number(int least, int most) {
    // Not std::uniform_int_distribution, whose numbers differ between libraries:
    // a seed must give the same delays everywhere.
    return least + static_cast<int>(random_numbers() % static_cast<unsigned>(most - least + 1));
}

std::vector<aio::duration> delays(int count) {
    std::vector<aio::duration> all;
    for (int s = 2; s <= 9; ++s) all.push_back(std::chrono::seconds(s));
    return some_of(std::move(all), count, "check::delays: there are 8 different delays");
}

std::vector<int> numbers(int count) {
    std::vector<int> all(90);
    std::iota(all.begin(), all.end(), 10);
    return some_of(std::move(all), count, "check::numbers: there are 90 different numbers");
}

aio::duration longest(const std::vector<aio::duration>& all) {
    return all.empty() ? aio::duration{} : *std::max_element(all.begin(), all.end());
}

aio::duration sum(const std::vector<aio::duration>& all) {
    return std::accumulate(all.begin(), all.end(), aio::duration{});
}

std::string seconds(aio::duration d) {
    return fmt::format("{:g} s", std::chrono::duration<double>(d).count());
}

std::string list(const std::vector<std::string>& all) {
    if (all.empty()) return "none";
    std::string text;
    for (std::size_t i = 0; i < all.size(); ++i)
        text += (i == 0 ? "" : i + 1 == all.size() ? " and " : ", ") + all[i];
    return text;
}

std::string list(const std::vector<aio::duration>& all) {
    std::vector<std::string> texts;
    for (const aio::duration d : all)
        texts.push_back(fmt::format("{:g}", std::chrono::duration<double>(d).count()));
    return list(texts) + (all.empty() ? "" : " s");
}

std::string list(const std::vector<int>& all) {
    std::vector<std::string> texts;
    for (const int n : all) texts.push_back(std::to_string(n));
    return list(texts);
}

std::string count(std::size_t n, const std::string& noun) {
    return (n == 0 ? "no" : std::to_string(n)) + " " + noun + (n < 2 ? "" : "s");
}

std::string place(const timeline::Place& where) { return timeline::short_text(where); }

Bars bars(const timeline::Record& record) {
    Bars all;
    for (const timeline::Row& row : record.rows)
        if (row.started)
            all.push_back({row.name, row.started->when.time_since_epoch(),
                           (row.ended ? row.ended->when : record.now).time_since_epoch()});
    return all;
}

std::vector<const timeline::Row*> tasks(const timeline::Record& record) {
    std::vector<const timeline::Row*> all;
    for (const timeline::Row& row : record.rows)
        if (!row.is_main()) all.push_back(&row);
    return all;
}

std::string where_main_waited(const timeline::Record& record) {
    const auto places = waits_of(main_of(record));
    return places.empty() ? "" : list(places);
}

std::string first_wait(const timeline::Record& record) {
    const auto places = waits_of(main_of(record));
    return places.empty() ? "" : places.front();
}

std::string main_function(const timeline::Record& record) {
    const timeline::Row* main = main_of(record);
    return main ? student_function(*main) : "";
}

std::string left_behind(const timeline::Record& record) {
    const timeline::Row* main = main_of(record);
    if (!main || !main->ended) return {};
    // Tasks that were doing the same are reported together.
    std::vector<std::pair<std::string, std::vector<std::string>>> doing;
    for (const timeline::Row* task : tasks(record)) {
        if (task->ended && *task->ended < *main->ended) continue;
        const std::string what = last_seen(*task);
        auto group = std::ranges::find_if(doing, [&](const auto& g) { return g.first == what; });
        if (group == doing.end()) group = doing.insert(group, {what, {}});
        group->second.push_back(task->name);
    }
    std::string text;
    for (const auto& [what, names] : doing)
        text += (text.empty() ? "" : "; ") + list(names) + " " + what;
    return text;
}

std::string because(const timeline::Record& record) {
    const std::string left = left_behind(record);
    if (!left.empty())
        return "main ended before some of the tasks, and these were cancelled (" + left + ").";
    const timeline::Row* main = main_of(record);
    if (main && !has_waited(*main) && tasks(record).empty() && record.lanes.empty())
        return "there was no task, and nothing was awaited.";
    return lesson::explain(record).text;
}

void points::fill(doctest::detail::TestCase& fact) const {
    detail::worth_of(fact.m_name).points = worth_;
}

void needs::fill(doctest::detail::TestCase& fact) const {
    detail::worth_of(fact.m_name).needs.emplace_back(fact_);
}

void that(bool holds, const std::string& sentence) {
    if (holds) return;
    told = true;
    FAIL_CHECK(sentence);
}

void require(bool holds, const std::string& sentence) {
    if (holds) return;
    told = true;
    FAIL(sentence);
}

namespace {

// "  main  exercise.cpp:14  all_delays()  waits for lock" -> its columns.
std::string standstill(const Failure& error) {
    std::string sentence = "Your program is deadlocked: ";
    for (const aio::WaitingTask& task : error.waiting) {
        sentence += task.name + " " + task.what;
        if (!task.where.empty() && !is_in_a_check(task.where)) sentence += ", in " + task.where;
        sentence += "; ";
    }
    if (const std::size_t more = error.tasks - error.waiting.size(); more > 0)
        sentence += fmt::format("{} more wait; ", more);
    return sentence + "and nothing is left that could wake " + (error.tasks > 1 ? "them." : "it.");
}

// "at 3 s, after it had waited in exercise.cpp:27". An exception does not say where it was thrown;
// that is the last place that is known.
std::string when_main_ended(const timeline::Record& record) {
    const timeline::Row* main = main_of(record);
    const auto places = waits_of(main);
    const std::string when = "at " + seconds(record.elapsed());
    if (!places.empty()) return when + ", after it had waited in " + places.back();
    return main && has_waited(*main) ? when : when + ", before it had waited anywhere";
}

// " (1024 MiB)".
std::string how_much_memory(const Failure& error) {
    return error.memory == 0 ? "" : fmt::format(" ({} MiB)", error.memory >> 20);
}

// The task from which main got what ended it: the first that failed with the same
// text, or that somebody cancelled.
std::string from_whom(const timeline::Record& record) {
    const timeline::Row* main = main_of(record);
    for (const timeline::Row* task : tasks(record)) {
        if (!main || !task->ended || *main->ended < *task->ended) continue;
        if (task->state != main->state || task->text != main->text) continue;
        const std::string where = students_place(task->where);
        const std::string name = "the task " + task->name +
                                 (where.empty() ? "" : ", whose coroutine begins in " + where);
        return task->state == timeline::State::cancelled ? " What was cancelled is " + name + "."
                                                         : " It came out of " + name + ".";
    }
    return {};
}

}  // namespace

std::string failure(const Failure& error, const timeline::Record& record) {
    const std::string who = main_function(record);
    switch (error.kind) {
        case Failure::Kind::deadlock:
            return standstill(error);
        case Failure::Kind::no_result:
            return (who.empty() ? "Your coroutine" : who) +
                   " ended without co_return, so it has no result.";
        case Failure::Kind::no_memory:
            return fmt::format(
                "Your program asked for more memory than it may use{}, {}. Does "
                "something in it grow without end?",
                how_much_memory(error), when_main_ended(record));
        default:
            std::string what = error.description();
            if (!what.ends_with('.')) what += '.';
            return "An exception left your program " + when_main_ended(record) + ". " + what +
                   from_whom(record);
    }
}

bool is_no_result(const std::optional<Failure>& error) {
    return error && error->kind == Failure::Kind::no_result;
}

std::string describe(const std::exception_ptr& error) {
    return error ? Failure::of(error).description() : std::string();
}

std::string describe(const std::optional<Failure>& error) {
    return error ? error->description() : std::string();
}

Example::Example(lesson::About about, std::function<void(lesson::Program&)> show,
                 std::string insight, ExerciseLimits limits) {
    shown = detail::Shown{std::move(about), std::move(show), std::move(insight), limits};
}

namespace detail {

namespace {

// Ends a case in the judge. No std::exception, so that no check takes it for one of the
// program's.
struct CannotGoOn {};

// Takes the next piece handed over, which must be of this kind.
const Piece& take(Piece::Kind kind) {
    const Piece* piece = stage.evidence->find(fact, handed_over++);
    if (!piece) {
        lacks = true;
        throw CannotGoOn();
    }
    if (piece->kind != kind) refuse("what was handed over is not what was asked for");
    return *piece;
}

template <class T>
T taken_as(Piece::Kind kind) {
    const Piece& piece = take(kind);
    try {
        Reader from(piece.body);
        return receive<T>(from);
    } catch (const Malformed& wrong) {
        refuse(wrong.what());
    }
}

template <class T>
void hand_over(Piece::Kind kind, const T& what) {
    Writer to;
    send(to, what);
    stage.hand_over(framed({kind, fact, handed_over++, to.text()}));
}

}  // namespace

NotedBase::NotedBase() { notes.push_back(this); }
NotedBase::~NotedBase() { std::erase(notes, this); }

bool is_judge() { return stage.role == Role::judge; }
bool hands_over() { return stage.role == Role::runner; }

void hand_over(const RunEvidence& run) { hand_over(Piece::Kind::run, run); }
void hand_over(const AnswerEvidence& answer) { hand_over(Piece::Kind::answer, answer); }

RunEvidence take_run(bool in_another_order) {
    RunEvidence run = taken_as<RunEvidence>(Piece::Kind::run);
    if (const auto why = contradiction_in(run, in_another_order)) refuse(*why);
    if (run.error && stage.memory > 0) run.error->memory = stage.memory;
    return run;
}
AnswerEvidence take_answer() { return taken_as<AnswerEvidence>(Piece::Kind::answer); }

void refuse(const std::string& why) {
    refusal = why;
    throw CannotGoOn();
}

std::vector<std::string> noted() {
    std::vector<std::string> all;
    for (const NotedBase* one : notes) {
        Writer to;
        one->write(to);
        all.push_back(to.text());
    }
    return all;
}

void take_noted(const RunEvidence& run, const timeline::Record& record) {
    if (run.noted.size() != notes.size()) throw Malformed("it lacks what the check notes");
    for (std::size_t i = 0; i < notes.size(); ++i) {
        Reader from(run.noted[i]);
        notes[i]->read(from, record);
        from.require_end();
    }
}

Recording::Recording(Choose choose) : choose_(std::move(choose)) {
    if (choose_) observer_.recorder().set_head({}, aio::Clock::simulated, timeline::Order::another);
}

aio::RunOptions Recording::options() {
    return {.clock = aio::Clock::simulated,
            .choose = choose_,
            .observer = &observer_,
            .on_report = [this](const aio::Report& report) { reports_.push_back(report); }};
}

void remember(const timeline::Tape& tape, const timeline::Record& record,
              const std::vector<aio::Report>& reports) {
    if (told_of_runs) told_of_runs(tape);
    if (told || stage.role == Role::runner) return;
    last = LastRun{tape, record, {}};
    // What a check made and the student's code never ran follows from the rest.
    for (const aio::Report& report : reports)
        if (!is_in_a_check(report.where)) last->reports.push_back(report);
}

void tell_of_runs(std::function<void(const timeline::Tape&)> tell) {
    told_of_runs = std::move(tell);
}

void set_stage(Stage next) { stage = std::move(next); }

void begin_case(std::uint64_t seed, const std::string& name) {
    random_numbers.seed(seed);
    last.reset();
    told = lacks = false;
    fact = name;
    handed_over = 0;
    refusal.clear();
}

bool lacks_evidence() { return lacks; }
std::string refused() { return refusal; }

// Filled while the check is loaded, so it must be there before.
Worth& worth_of(const std::string& name) {
    static std::map<std::string, Worth> all;
    return all[name];
}

const LastRun* last_run() { return last ? &*last : nullptr; }
const Shown* example() { return shown ? &*shown : nullptr; }

}  // namespace detail
}  // namespace check
