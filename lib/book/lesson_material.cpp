#include <book/lesson_material.hpp>

#include <fmt/format.h>

#include <algorithm>
#include <set>

#include <book/companions.hpp>
#include <book/files.hpp>
#include <book/html.hpp>
#include <book/trouble.hpp>
#include <book/twins.hpp>
#include <lesson/verdict.hpp>
#include <lesson/verdict_tape.hpp>
#include <terminal/wrap.hpp>
#include <timeline/record.hpp>
#include <timeline/svg.hpp>

namespace book {
namespace {

namespace fs = std::filesystem;

// "near-miss 1: bare coroutines" -> "near-miss-1"; as short as it can be told apart.
std::string id_of(const std::string& title, std::set<std::string>& taken) {
    std::string id = slug_of(title.substr(0, title.find_first_of(":,")));
    if (taken.contains(id)) id = slug_of(title);
    const std::string stem = id;
    for (int count = 2; !taken.insert(id).second; ++count) id = fmt::format("{}-{}", stem, count);
    return id;
}

// Several pictures stand on one page, and ids must be unique there.
std::string embedded_svg(const std::string& title, const timeline::Record& record,
                         aio::duration axis, const std::string& id) {
    std::string svg = timeline::svg(title, {{"", record}}, {.axis_end = axis});
    svg = replaced(svg, "id=\"title\"", "id=\"" + id + "-title\"");
    svg = replaced(svg, "id=\"description\"", "id=\"" + id + "-description\"");
    return replaced(svg, "\"title description\"", fmt::format("\"{0}-title {0}-description\"", id));
}

// As the lesson's program says it at the end of the run; and the error that ended it.
std::string verdict_on(const timeline::Tape& tape) {
    std::string text = lesson::verdict(tape);
    if (tape.order == timeline::Order::another) text += " " + lesson::out_of_order(tape);
    for (const timeline::Event& event : tape.events)
        if (event.kind == timeline::Event::Kind::failed && event.task == 1)
            text += fmt::format(" It ended with an error: {}.", tape.texts[event.text]);
    return text;
}

// The lesson's own words for its runs: they are in the tapes' heads.
void take_runs(Lesson& lesson, std::vector<timeline::Tape> tapes) {
    std::set<std::string> taken;
    aio::duration axis{};
    for (const timeline::Tape& tape : tapes)
        axis = std::max(axis, timeline::record_of(tape).elapsed());
    for (timeline::Tape& tape : tapes) {
        const timeline::Record record = timeline::record_of(tape);
        Section section;
        section.playable = {id_of(tape.title, taken), tape.title, std::move(tape), &lesson.source};
        section.verdict = verdict_on(section.playable.tape);
        section.svg = embedded_svg(section.playable.title, record, axis,
                                   "picture-" + lesson.number + "-" + section.playable.id);
        lesson.sections.push_back(std::move(section));
    }
}

Source source_in(const fs::path& root, const std::string& file) {
    return parse_source(file, text_if_there(root / file));
}

std::vector<Source> wrong_answers_in(const fs::path& root, const std::string& folder) {
    std::vector<std::string> files;
    for (const auto& entry : fs::directory_iterator(root / folder))
        if (entry.path().filename().string().starts_with("wrong_"))
            files.push_back(folder + "/" + entry.path().filename().string());
    std::ranges::sort(files);
    std::vector<Source> sources;
    for (const std::string& file : files) sources.push_back(source_in(root, file));
    return sources;
}

void read_folder(Lesson& lesson, const fs::path& root, Edition edition) {
    const fs::path folder = root / lesson.folder();
    lesson.source = source_in(root, lesson.folder() + "/lesson.cpp");
    lesson.twin = source_in(root, lesson.folder() + "/lesson.py");
    lesson.exercise = source_in(root, lesson.folder() + "/exercise.cpp");
    lesson.faulty = source_in(root, lesson.folder() + "/faulty.cpp");
    lesson.twin_lines = twin_lines(lesson.source, lesson.twin);
    lesson.idea = first_sentence(lesson.source);
    if (fs::exists(folder / "questions.md")) lesson.questions = read_questions(folder);
    lesson.hints = text_if_there(folder / "hints.md");
    if (edition == Edition::teacher) {
        lesson.teacher = text_if_there(folder / "teacher.md");
        lesson.solution = text_if_there(folder / "solution.cpp");
        lesson.wrong_answers = wrong_answers_in(root, lesson.folder());
    }
}

}  // namespace

std::vector<std::string> lesson_names(const fs::path& root) {
    std::vector<std::string> names;
    std::error_code error;
    for (const auto& entry : fs::directory_iterator(root / "lessons", error))
        if (fs::exists(entry.path() / "lesson.cpp")) names.push_back(entry.path().filename());
    if (names.empty())
        throw BookError(fmt::format("{}: there are no lessons", (root / "lessons").string()));
    std::ranges::sort(names);
    return names;
}

aio::Coroutine<std::unique_ptr<Lesson>> read_lesson(Runs& runs, std::string name, Edition edition) {
    auto lesson = std::make_unique<Lesson>();
    lesson->name = name;
    lesson->number = name.substr(0, 2);
    read_folder(*lesson, runs.folders().root, edition);
    LessonRun run = co_await runs.lesson(name);
    lesson->transcript = std::move(run.transcript);
    lesson->title = capitalised(run.title);
    take_runs(*lesson, std::move(run.tapes));
    lesson->schedules = co_await read_schedules(runs, name);
    point_at_sources(lesson->schedules);
    co_await ask(runs, *lesson);
    lesson->what_if = co_await read_what_if(runs, name);
    co_return lesson;
}

}  // namespace book
