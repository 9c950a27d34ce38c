#include <coach/submissions.hpp>

#include <coach/exercise_names.hpp>
#include <coach/found_files.hpp>
#include <coach/hard_links.hpp>
#include <coach/mistake.hpp>
#include <coach/submission_names.hpp>

#include <fmt/format.h>

#include <algorithm>
#include <deque>
#include <optional>
#include <tuple>
#include <utility>

namespace coach {
namespace {

namespace fs = std::filesystem;

// Deeper than anybody packs; and enough files for a student's folder, not for a disk.
constexpr int deepest = 6;
constexpr std::size_t most_files = 2000;

// Sorted, so that the same class gives the same table.
std::vector<fs::directory_entry> listed(const fs::path& folder) {
    std::vector<fs::directory_entry> all;
    std::error_code ignored;
    for (auto entry = fs::directory_iterator(folder, ignored); entry != fs::directory_iterator();
         entry.increment(ignored))
        all.push_back(*entry);
    std::ranges::sort(all);
    return all;
}

fs::file_type type_of(const fs::directory_entry& entry) {
    std::error_code ignored;
    return entry.symlink_status(ignored).type();
}

// What a workshop has beside the exercises, and what systems leave behind.
bool is_usual(const fs::path& path) {
    const std::string name = path.filename().string();
    return name.starts_with(".") || name == "README.md" || name == "hints.md" || name == "coach" ||
           name == "compile_commands.json" || name == "__MACOSX" || name == "Thumbs.db" ||
           name == "desktop.ini";
}

class Finder {
public:
    Finder(const Toolkit& toolkit, fs::path common)
        : toolkit_(toolkit), common_(std::move(common)) {}

    Submissions class_in_folder() {
        for (const fs::directory_entry& entry : listed(common_)) look_at(entry);
        return settled();
    }
    Submissions student_in(const fs::path& folder) {
        const std::string name = fs::canonical(folder).filename().string();
        look_into(folder, student(moodle_name(name), name, folder), {}, 0);
        return settled();
    }

private:
    void look_at(const fs::directory_entry& entry) {
        if (is_usual(entry.path())) return;
        const std::string name = entry.path().filename().string();
        const auto moodle = moodle_name(name);
        switch (type_of(entry)) {
            case fs::file_type::directory:
                return look_into(entry.path(), student(moodle, name, entry.path()), {}, 0);
            case fs::file_type::symlink:
                if (fs::is_directory(entry.path())) student(moodle, name, entry.path());
                return leave(entry.path(), "a link");
            default:
                if (!moodle || moodle->file.empty()) return leave(entry.path(), "no exercise");
                take(entry, moodle->file, student(moodle, name, entry.path().parent_path()), {}, 0);
        }
    }

    FoundFiles& student(const std::optional<MoodleName>& moodle, const std::string& folder_name,
                        const fs::path& folder) {
        const std::string name = as_text(moodle ? moodle->student : folder_name),
                          id = moodle ? moodle->id : "";
        for (FoundFiles& one : found_)
            if (moodle && one.student().id == id && one.student().name == name) return one;
        return found_.emplace_back(
            Student{.name = name, .id = id, .email = email_in(name), .folder = folder});
    }

    // `folder_of`: the exercise that a folder around this one is named after.
    void look_into(const fs::path& folder, FoundFiles& found, NamedExercise folder_of, int depth) {
        for (const fs::directory_entry& entry : listed(folder)) {
            if (is_usual(entry.path())) continue;
            const std::string name = entry.path().filename().string();
            if (found.count_one() > most_files)
                return found.leave(folder, "holds more than is looked at");
            if (type_of(entry) != fs::file_type::directory) {
                take(entry, name, found, folder_of, depth);
            } else if (depth >= deepest) {
                found.leave(entry.path(), "too deep");
            } else {
                const NamedExercise here = exercise_of_folder(toolkit_, name);
                look_into(entry.path(), found, here.exercise ? here : folder_of, depth + 1);
            }
        }
    }

    // In a folder of an exercise, "attempt 1.cpp" does not belong to exercise 01.
    NamedExercise exercise_of(const std::string& name, const NamedExercise& folder_of) const {
        const NamedExercise is = exercise_of_file(toolkit_, name);
        const bool contradicts =
            is.exercise != folder_of.exercise && is.sureness != Sureness::exact;
        if (is.exercise && !(folder_of.exercise && contradicts)) return is;
        if (!is_called_exercise(name)) return {};
        return {folder_of.exercise, !folder_of.exercise      ? Sureness::none
                                    : name == "exercise.cpp" ? folder_of.sureness
                                                             : Sureness::loose};
    }

    void take(const fs::directory_entry& entry, const std::string& name, FoundFiles& found,
              const NamedExercise& folder_of, int depth) {
        const NamedExercise is = exercise_of(name, folder_of);
        const std::string why = trouble_with(entry, is);
        if (why.empty()) {
            found.add(is, depth, entry.path());
            links_.add(entry.path(), found.student().name + "\n" + found.student().id);
        } else {
            found.leave(entry.path(), why, is.exercise);
        }
    }

    // Why the file is not looked at; empty if it is.
    static std::string trouble_with(const fs::directory_entry& entry, const NamedExercise& is) {
        if (type_of(entry) == fs::file_type::symlink) return "a link";
        const std::string end = entry.path().extension().string();
        if (!is.exercise && (end == ".zip" || end == ".gz" || end == ".7z" || end == ".rar"))
            return "packed: unpack it first";
        if (!is.exercise) return "no exercise";
        return {};
    }

    Submissions settled() {
        for (FoundFiles& one : found_)
            all_.students.push_back(std::move(one).settled(links_, common_));
        std::ranges::sort(all_.students, {},
                          [](const Student& one) { return std::tie(one.name, one.id); });
        return std::move(all_);
    }

    void leave(const fs::path& file, std::string why) {
        all_.unused.push_back({as_text(file.filename().string()), std::move(why)});
    }

    const Toolkit& toolkit_;
    fs::path common_;  // the class's, or where the student's folder lies
    std::deque<FoundFiles> found_;
    HardLinks links_;
    Submissions all_;
};

void require_folder(const fs::path& folder, const char* what) {
    const fs::file_status status = fs::status(folder);
    if (!fs::exists(status))
        throw Mistake(fmt::format("there is no folder {}. Give {}.", folder.string(), what));
    if (!fs::is_directory(status))
        throw Mistake(fmt::format("{} is a file. Give {}.", folder.string(), what));
    std::error_code error;
    fs::directory_iterator(folder, error);
    if (error) throw Mistake(fmt::format("{}: {}.", folder.string(), error.message()));
}

}  // namespace

std::string Student::shown(const fs::path& file) const {
    return as_text(file.lexically_relative(folder).string());
}

Submissions find_submissions(const Toolkit& toolkit, const fs::path& folder) {
    require_folder(folder, "the one that has a folder for each student");
    Submissions all = Finder(toolkit, folder).class_in_folder();
    if (all.students.empty())
        throw Mistake(fmt::format("{} {}. It should have a folder for each student.",
                                  folder.string(),
                                  fs::is_empty(folder) ? "is empty" : "has no folders"));
    const auto has_nothing = [](const Student& one) {
        return one.files.empty() && one.troubles.empty();
    };
    if (std::ranges::all_of(all.students, has_nothing))
        throw Mistake(fmt::format(
            "no exercise was found in {}. A student's folder has files such as {}.cpp or "
            "{}/exercise.cpp. If this is one student's folder, give the one above, or --one.",
            folder.string(), toolkit.exercises()[0].number(), toolkit.exercises()[0].name));
    return all;
}

Submissions find_submission(const Toolkit& toolkit, const fs::path& folder) {
    require_folder(folder, "that of one student");
    return Finder(toolkit, folder.parent_path()).student_in(folder);
}

}  // namespace coach
