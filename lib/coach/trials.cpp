#include <coach/trials.hpp>

#include <coach/shown_run.hpp>

#include <aio/aio.hpp>
#include <timeline/file.hpp>

#include <utility>

namespace coach {
namespace {

namespace fs = std::filesystem;

std::string without(std::string text, const std::string& what) {
    for (auto at = text.find(what); at != text.npos; at = text.find(what, at))
        text.erase(at, what.size());
    return text;
}

}  // namespace

Trials::Trials(const Toolkit& toolkit, KnownVerdicts& known, TrialOptions how)
    : toolkit_(toolkit), known_(known), how_(how), slots_(how.jobs) {}

aio::Coroutine<Verdict> Trials::verdict(const Exercise& exercise, std::string text) {
    const std::string key = KnownVerdicts::key(exercise, text, how_.seed);
    if (!under_way_.contains(key)) {
        if (std::optional<Verdict> known = how_.force ? std::nullopt : known_.find(key))
            co_return std::move(*known);
        under_way_.emplace(key, aio::create_task(find_out(key, std::move(text), exercise)));
    }
    aio::Task<Verdict> task = under_way_.at(key);
    co_return co_await task;
}

// The file is written under a name of ours: the student's name for it may contain anything.
aio::Coroutine<Verdict> Trials::find_out(std::string key, std::string text,
                                         const Exercise& exercise) {
    const auto slot = co_await slots_.hold();
    ++count_;
    if (!scratch_) scratch_.emplace();
    const fs::path folder = scratch_->folder() / key.substr(0, 16);
    fs::create_directory(folder);
    timeline::write_file(folder / "exercise.cpp", text);
    AttemptOptions how{.source = folder / "exercise.cpp",
                       .scratch = folder,
                       .seed = how_.seed,
                       .tapes = Tapes::shown,
                       .must_be_confined = !how_.trust,
                       .patience = 2};
    Verdict verdict = co_await attempt_twice(toolkit_, exercise, std::move(how));
    for (std::string* told : {&verdict.text, &verdict.warnings, &verdict.output})
        *told = without(std::move(*told), folder.string() + "/");
    keep_shown_tape(verdict);
    fs::remove_all(folder);
    known_.add(key, verdict);
    co_return verdict;
}

}  // namespace coach
