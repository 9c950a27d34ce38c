#include <coach/progress.hpp>

#include <coach/files.hpp>
#include <coach/mistake.hpp>
#include <process/descriptor.hpp>
#include <process/shell.hpp>
#include <timeline/file.hpp>

#include <fmt/format.h>

#include <algorithm>
#include <nlohmann/json.hpp>
#include <system_error>
#include <utility>

#include <fcntl.h>
#include <sys/file.h>

namespace coach {
namespace {

using Json = nlohmann::ordered_json;

// Wrong types are detected here, since nlohmann would throw.
bool is_entry(const Json& entry) {
    if (!entry.is_object()) return false;
    if (entry.contains("passed") && !entry["passed"].is_boolean()) return false;
    return !entry.contains("hints") || (entry["hints"].is_number_integer() && entry["hints"] >= 0 &&
                                        entry["hints"] < 1'000'000);
}

// Held while the file is read, changed and written, by one program at a time. The lock is on its
// folder, because the file itself is replaced. On a file system without locks, the last program to
// write wins.
process::Descriptor lock(const std::filesystem::path& folder) {
    process::Descriptor held(open(folder.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC));
    if (held) flock(held.get(), LOCK_EX);
    return held;
}

}  // namespace

Progress::Progress(std::filesystem::path file) : file_(std::move(file)), entries_(read()) {}

const char* Progress::nothing() { return "{}\n"; }

bool Progress::passed(const std::string& exercise) const {
    const auto known = std::ranges::find(entries_, exercise, &Entry::exercise);
    return known != entries_.end() && known->passed;
}

int Progress::hints(const std::string& exercise) const {
    const auto known = std::ranges::find(entries_, exercise, &Entry::exercise);
    return known == entries_.end() ? 0 : known->hints;
}

void Progress::set_passed(const std::string& exercise, bool passed) {
    change(exercise, [&](Entry& entry) { entry.passed = passed; });
}

void Progress::add_hint(const std::string& exercise) {
    change(exercise, [](Entry& entry) { ++entry.hints; });
}

template <class Change>
void Progress::change(const std::string& exercise, Change change) {
    change(of(entries_, exercise));
    const process::Descriptor held = lock(file_.parent_path());
    Entries entries = read();
    const Entries before = entries;
    change(of(entries, exercise));
    if (entries != before) write(entries);
}

Progress::Entry& Progress::of(Entries& entries, const std::string& exercise) {
    const auto known = std::ranges::find(entries, exercise, &Entry::exercise);
    if (known != entries.end()) return *known;
    entries.push_back({.exercise = exercise});
    return entries.back();
}

Progress::Entries Progress::read() const {
    const Json state = Json::parse(text_of(file_), nullptr, false);
    if (!state.is_object() || !std::ranges::all_of(state, is_entry)) {
        const std::string folder = file_.parent_path().parent_path().string();
        throw Mistake(
            fmt::format("{} is damaged. Remove it and run `./coach init {}`: your exercises "
                        "stay as they are, only the progress is forgotten.",
                        file_.string(), process::shell_path(folder)));
    }
    Entries entries;
    for (const auto& [name, entry] : state.items())
        entries.push_back({.exercise = name,
                           .passed = entry.value("passed", false),
                           .hints = entry.value("hints", 0)});
    return entries;
}

void Progress::write(const Entries& entries) const try {
    Json state = Json::object();
    for (const Entry& one : entries)
        state[one.exercise] = {{"passed", one.passed}, {"hints", one.hints}};
    timeline::write_file(file_, state.dump(4) + "\n");
} catch (const std::system_error& error) {
    throw Mistake(error.what());
}

}  // namespace coach
