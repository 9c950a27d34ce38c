#include <coach/submissions.hpp>

#include <coach/exercise_names.hpp>
#include <coach/mistake.hpp>
#include <terminal/width.hpp>

#include <fmt/format.h>

#include <algorithm>
#include <optional>
#include <regex>
#include <set>
#include <tuple>
#include <utility>

#include <sys/stat.h>

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

// Text that differs where the names do: each byte that is no part of a character that a
// terminal shows becomes "\xE9", and so a backslash before an x is doubled.
std::string as_text(const std::string& name) {
    std::string text;
    for (std::size_t at = 0; at < name.size();) {
        std::size_t size = 1;
        const auto is_shown = [&] {
            const std::string character = name.substr(at, size);
            return terminal::clean(character, true) == character;
        };
        while (size < 4 && at + size < name.size() && !is_shown()) ++size;
        if (!is_shown()) {
            text += fmt::format("\\x{:02X}", static_cast<unsigned char>(name[at++]));
            continue;
        }
        if (name.compare(at, 2, "\\x") == 0) text += '\\';
        text += name.substr(at, size);
        at += size;
    }
    return text;
}

// "Ada Lovelace_4711_assignsubmission_file_02.cpp": whose it is, and what it is.
struct MoodleName {
    std::string student, id, file;
};
std::optional<MoodleName> moodle_name(const std::string& name) {
    static const std::regex form(R"(^(.+?)_(\d+)_assignsubmission_[a-z]+_?(.*)$)");
    std::smatch match;
    if (!std::regex_match(name, match, form)) return std::nullopt;
    return MoodleName{match[1], match[2], match[3]};
}

class Finder {
public:
    Finder(const Toolkit& toolkit, fs::path root) : toolkit_(toolkit), root_(std::move(root)) {}

    Submissions find() {
        for (const fs::directory_entry& entry : listed(root_)) look_at(entry);
        for (Found& one : students_) settle(one);
        name_students();
        return std::move(all_);
    }

private:
    // A file that may be the exercise: the surest counts; of these, that which lies highest.
    struct Candidate {
        Sureness sureness;
        int depth;
        fs::path file;

        auto order() const { return std::tuple(sureness == Sureness::exact ? 0 : 1, depth, file); }
    };
    struct Found {
        std::string name, id;
        std::map<const Exercise*, std::vector<Candidate>> files = {};
        std::map<const Exercise*, std::string> troubles = {};
        std::size_t count = 0;
    };

    void look_at(const fs::directory_entry& entry) {
        if (is_usual(entry.path())) return;
        const std::string name = entry.path().filename().string();
        const auto moodle = moodle_name(name);
        switch (type_of(entry)) {
            case fs::file_type::directory:
                return look_into(entry.path(), student(moodle, name), {}, 0);
            case fs::file_type::symlink:
                if (fs::is_directory(entry.path())) student(moodle, name);
                return leave(entry.path(), "a link");
            default:
                if (!moodle || moodle->file.empty()) return leave(entry.path(), "no exercise");
                take(entry, moodle->file, student(moodle, name), {}, 0);
        }
    }

    Found& student(const std::optional<MoodleName>& moodle, const std::string& name) {
        const std::string who = moodle ? moodle->student : name, id = moodle ? moodle->id : "";
        const auto known = std::ranges::find_if(
            students_, [&](const Found& one) { return moodle && one.id == id && one.name == who; });
        if (known != students_.end()) return *known;
        students_.push_back({.name = who, .id = id});
        return students_.back();
    }

    // `folder_of`: the exercise that a folder around this one is named after.
    void look_into(const fs::path& folder, Found& found, NamedExercise folder_of, int depth) {
        for (const fs::directory_entry& entry : listed(folder)) {
            if (is_usual(entry.path())) continue;
            const std::string name = entry.path().filename().string();
            if (++found.count > most_files) return leave(entry.path(), "beyond what is looked at");
            if (type_of(entry) != fs::file_type::directory) {
                take(entry, name, found, folder_of, depth);
            } else if (depth >= deepest) {
                leave(entry.path(), "too deep");
            } else {
                const NamedExercise here = exercise_of_folder(toolkit_, name);
                look_into(entry.path(), found, here.exercise ? here : folder_of, depth + 1);
            }
        }
    }

    void take(const fs::directory_entry& entry, const std::string& name, Found& found,
              NamedExercise folder_of, int depth) {
        NamedExercise is = exercise_of_file(toolkit_, name);
        if (!is.exercise && is_called_exercise(name)) {
            is = folder_of;
            if (name != "exercise.cpp" && is.exercise) is.sureness = Sureness::loose;
        }
        const std::string why = trouble_with(entry, is);
        if (!why.empty()) {
            leave(entry.path(), why);
            if (is.exercise) found.troubles.emplace(is.exercise, name + " is " + why);
            return;
        }
        found.files[is.exercise].push_back({is.sureness, depth, entry.path()});
    }

    // Why the file is not looked at; empty if it is.
    static std::string trouble_with(const fs::directory_entry& entry, const NamedExercise& is) {
        if (type_of(entry) == fs::file_type::symlink) return "a link";
        const std::string end = entry.path().extension().string();
        if (!is.exercise && (end == ".zip" || end == ".gz" || end == ".7z" || end == ".rar"))
            return "packed: unpack it first";
        if (!is.exercise) return "no exercise";
        struct stat status{};
        if (stat(entry.path().c_str(), &status) == 0 && S_ISREG(status.st_mode) &&
            status.st_nlink > 1)
            return "a hard link: another name of a file that lies elsewhere, too";
        return {};
    }

    void settle(Found& found) {
        for (auto& [exercise, files] : found.files) {
            std::ranges::sort(files, {}, &Candidate::order);
            for (std::size_t i = 1; i < files.size(); ++i)
                leave(files[i].file, fmt::format("{} counts", below_root(files[0].file)));
        }
    }

    // By name; and where two would be alike, by Moodle's number, or by one of ours.
    void name_students() {
        for (Found& one : students_) one.name = as_text(one.name);
        std::ranges::stable_sort(students_, {}, &Found::name);
        std::set<std::string> names;
        for (Found& one : students_) {
            Student student{.name = one.name, .files = {}, .troubles = std::move(one.troubles)};
            if (names.contains(student.name) && !one.id.empty())
                student.name = fmt::format("{} ({})", one.name, one.id);
            for (int i = 2; !names.insert(student.name).second; ++i)
                student.name = fmt::format("{} ({})", one.name, i);
            for (auto& [exercise, files] : one.files) {
                student.files.emplace(exercise, std::move(files[0].file));
                student.troubles.erase(exercise);
            }
            all_.students.push_back(std::move(student));
        }
    }

    std::string below_root(const fs::path& file) const {
        return as_text(file.lexically_relative(root_).string());
    }
    void leave(const fs::path& file, std::string why) {
        all_.unused.push_back({below_root(file), std::move(why)});
    }

    const Toolkit& toolkit_;
    fs::path root_;
    std::vector<Found> students_;
    Submissions all_;
};

void require_folder(const fs::path& folder) {
    std::error_code error;
    const fs::file_status status = fs::status(folder, error);
    if (!fs::exists(status))
        throw Mistake(
            fmt::format("there is no folder {}. Give the one that has a folder for each "
                        "student.",
                        folder.string()));
    if (!fs::is_directory(status))
        throw Mistake(fmt::format("{} is a file. Give a folder that has a folder for each student.",
                                  folder.string()));
    const fs::directory_iterator entries(folder, error);
    if (error) throw Mistake(fmt::format("{}: {}.", folder.string(), error.message()));
    if (entries == fs::directory_iterator())
        throw Mistake(fmt::format("{} is empty. It should have a folder for each student.",
                                  folder.string()));
}

}  // namespace

Submissions find_submissions(const Toolkit& toolkit, const fs::path& folder) {
    require_folder(folder);
    Submissions all = Finder(toolkit, folder).find();
    if (all.students.empty())
        throw Mistake(fmt::format("{} has no folders. It should have a folder for each student.",
                                  folder.string()));
    const auto has_nothing = [](const Student& one) {
        return one.files.empty() && one.troubles.empty();
    };
    if (std::ranges::all_of(all.students, has_nothing))
        throw Mistake(fmt::format(
            "no exercise was found in {}. A student's folder has files such as {}.cpp or "
            "{}/exercise.cpp. If this is one student's folder, give the one above.",
            folder.string(), toolkit.exercises()[0].number(), toolkit.exercises()[0].name));
    return all;
}

}  // namespace coach
