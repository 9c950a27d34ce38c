#include <coach/submissions.hpp>

#include <coach/files.hpp>
#include <coach/mistake.hpp>

#include <fmt/format.h>

#include <algorithm>

namespace coach {
namespace {

namespace fs = std::filesystem;

// Sorted, so that the same class gives the same table. Links to folders count
// as files here: nothing is followed.
struct Listing {
    std::vector<fs::path> folders, files;

    explicit Listing(const fs::path& folder) {
        std::error_code ignored;
        for (auto entry = fs::directory_iterator(folder, ignored);
             entry != fs::directory_iterator(); entry.increment(ignored)) {
            const bool is_folder =
                entry->symlink_status(ignored).type() == fs::file_type::directory;
            (is_folder ? folders : files).push_back(entry->path());
        }
        std::ranges::sort(folders);
        std::ranges::sort(files);
    }
};

// What a workshop has beside the exercises, and what systems leave behind.
bool is_usual(const fs::path& path) {
    const std::string name = path.filename().string();
    return name.starts_with(".") || name == "README.md" || name == "hints.md" || name == "coach" ||
           name == "compile_commands.json" || name == "__MACOSX";
}

// "02", "2" and "02_create_then_await" name the same one; null if it is none.
const Exercise* named(const Toolkit& toolkit, const std::string& name) {
    for (const Exercise& one : toolkit.exercises())
        if (name == one.name || name == one.number() || "0" + name == one.number()) return &one;
    return nullptr;
}

class Finder {
public:
    Finder(const Toolkit& toolkit, Submissions& all) : toolkit_(toolkit), all_(all) {}

    void look_into(const fs::path& folder) {
        Student student{.name = folder.filename().string(), .folder = folder, .files = {}};
        const Listing inside(folder);
        look_into(inside, student);
        // A workshop that was packed with its folder lies one folder deeper.
        for (const fs::path& deeper : inside.folders)
            if (!is_usual(deeper) && !named(toolkit_, deeper.filename().string()))
                student.files.empty() ? look_into(Listing(deeper), student) : ignore(deeper);
        all_.students.push_back(std::move(student));
    }
    void ignore(const fs::path& path) {
        if (!is_usual(path)) all_.ignored.push_back(path);
    }

private:
    void look_into(const Listing& inside, Student& student) {
        for (const fs::path& folder : inside.folders) {
            const Exercise* exercise = named(toolkit_, folder.filename().string());
            if (!exercise) continue;
            const Listing files(folder);
            for (const fs::path& file : files.files)
                file.filename() == "exercise.cpp" ? take(student, exercise, file) : ignore(file);
            for (const fs::path& other : files.folders) ignore(other);
        }
        for (const fs::path& file : inside.files) {
            const Exercise* exercise =
                file.extension() == ".cpp" ? named(toolkit_, file.stem().string()) : nullptr;
            exercise ? take(student, exercise, file) : ignore(file);
        }
    }
    // The first one counts: that of a workshop.
    void take(Student& student, const Exercise* exercise, const fs::path& file) {
        if (!student.files.emplace(exercise, file).second) ignore(file);
    }

    const Toolkit& toolkit_;
    Submissions& all_;
};

}  // namespace

Submissions find_submissions(const Toolkit& toolkit, const fs::path& folder) {
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
    fs::directory_iterator(folder, error);
    if (error) throw Mistake(fmt::format("{}: {}.", folder.string(), error.message()));

    Submissions all;
    Finder finder(toolkit, all);
    const Listing top(folder);
    for (const fs::path& student : top.folders)
        if (!is_usual(student)) finder.look_into(student);
    for (const fs::path& file : top.files) finder.ignore(file);

    if (all.students.empty())
        throw Mistake(fmt::format("{} {}. It should have a folder for each student.",
                                  folder.string(),
                                  top.files.empty() ? "is empty" : "has no folders"));
    if (std::ranges::all_of(all.students, [](const Student& one) { return one.files.empty(); }))
        throw Mistake(fmt::format(
            "no exercise was found in {}. A student's folder has files such as {}.cpp or "
            "{}/exercise.cpp. If this is one student's folder, give the one above.",
            folder.string(), toolkit.exercises()[0].number(), toolkit.exercises()[0].name));
    return all;
}

FileText read_submission(const Student& student, const fs::path& path, std::size_t most) {
    std::error_code error;
    const fs::path real = fs::canonical(path, error);
    if (!error && !is_inside(real, fs::canonical(student.folder, error)))
        return {.trouble = "is a link that leads out of the student's folder"};
    return read_file(path, most);
}

}  // namespace coach
