#include <book/companions.hpp>

#include <fmt/format.h>

#include <algorithm>
#include <map>
#include <utility>

#include <aio/gather.hpp>
#include <book/files.hpp>
#include <book/html.hpp>
#include <book/trouble.hpp>

namespace book {
namespace {

using timeline::Tape;
using Tapes = std::vector<Tape>;

// A program, which may have several sections: the lesson's number and the answer's name.
using Program = std::pair<std::string, std::string>;
Program program_of(const Target& target) { return {target.lesson, target.answer}; }
const Program own;

std::string name_of_lesson(const Folders& folders, const std::string& number,
                           const Questions& questions) {
    for (std::string name : lesson_names(folders.root))
        if (name.starts_with(number + "_")) return name;
    throw BookError(fmt::format("{}: there is no lesson {}", questions.file, number));
}

// The targets outside the lesson, each once.
std::vector<Target> others_in(const Questions& questions) {
    std::vector<Target> targets;
    for (const Question& question : questions.questions)
        for (const Option& option : question.options)
            if (program_of(option.target) != own && !std::ranges::count(targets, option.target))
                targets.push_back(option.target);
    return targets;
}

struct Others {
    std::map<Program, Tapes> tapes;
    std::map<Program, std::string> files;  // of their sources
};

aio::Coroutine<> run_one(Runs& runs, const Lesson& lesson, Program program, Others& others) {
    const auto& [number, answer] = program;
    std::string name = lesson.name;
    if (!number.empty()) name = name_of_lesson(runs.folders(), number, lesson.questions);
    others.files[program] =
        fmt::format("lessons/{}/{}.cpp", name, answer.empty() ? "lesson" : answer);
    if (answer.empty()) {
        LessonRun run = co_await runs.lesson(name);
        others.tapes[program] = std::move(run.tapes);
    } else {
        others.tapes[program] = co_await runs.answer(name, answer);
    }
}

// A wrong answer may run on and on: one that keeps trying again has 17,000 events. The page
// shows its beginning; the questions are asked of all of it.
Tape beginning_of(Tape tape) {
    constexpr std::size_t most = 1000;
    if (tape.events.size() <= most) return tape;
    tape.events.resize(most);
    timeline::Event cut;
    cut.kind = timeline::Event::Kind::cut;
    cut.when = tape.events.back().when;
    tape.events.push_back(cut);
    return tape;
}

void keep(Lesson& lesson, const Target& target, Others& others, const Folders& folders) {
    const Tapes& tapes = others.tapes.at(program_of(target));
    if (target.section == 0 || target.section > tapes.size()) return;  // check_questions reports it
    Companion& made = lesson.companions.emplace_back();
    made.target = target;
    const std::string& file = others.files.at(program_of(target));
    made.source = parse_source(file, text_of(folders.root / file));
    const Tape tape = beginning_of(tapes[target.section - 1]);
    made.playable = {slug_of(target.text()), target.text(), tape, &made.source, false};
    if (target.answer.empty()) made.playable.title += ": " + tape.title;
}

}  // namespace

aio::Coroutine<> ask(Runs& runs, Lesson& lesson) {
    const std::vector<Target> targets = others_in(lesson.questions);
    Others others;
    for (const Target& target : targets) others.tapes.try_emplace(program_of(target));
    std::vector<aio::Coroutine<>> all;
    for (const auto& [program, tapes] : others.tapes)
        all.push_back(run_one(runs, lesson, program, others));
    co_await aio::gather(std::move(all));
    for (const Target& target : targets) keep(lesson, target, others, runs.folders());
    for (const Section& section : lesson.sections)
        others.tapes[own].push_back(section.playable.tape);
    const auto tapes_of = [&](const Target& target) { return others.tapes.at(program_of(target)); };
    const auto mistakes = check_questions(lesson.questions, tapes_of, runs.folders().root);
    if (!mistakes.empty()) throw BookError("lessons/" + mistakes.front());
}

}  // namespace book
