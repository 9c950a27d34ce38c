#include <coach/workshop.hpp>

#include <coach/editors.hpp>
#include <coach/files.hpp>
#include <coach/mistake.hpp>
#include <coach/own_program.hpp>
#include <process/descriptor.hpp>
#include <process/shell.hpp>
#include <timeline/file.hpp>

#include <fmt/chrono.h>
#include <fmt/format.h>

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <ctime>
#include <optional>
#include <sstream>
#include <system_error>

#include <fcntl.h>
#include <unistd.h>

namespace coach {
namespace {

namespace fs = std::filesystem;

constexpr const char* readme = R"(# Your workshop

Each exercise has a folder here. First see its lesson: in {}, `make lesson N=01`
runs it, and its source is `lessons/01_*/lesson.cpp`. Then edit the `exercise.cpp` here, wherever it says
`TODO`. In a terminal:

    ./coach watch       # checks the exercise whenever you save it
    ./coach list        # what is done, what is next, and what each one needs
    ./coach check       # checks it once
    ./coach run         # shows the exercise in real time; faster: ./coach run 02 --speed 3
    ./coach hint        # another one each time; there are three
    ./coach explain     # what the exercise was about, once you have passed it
    ./coach solution    # one way to do it, once you have passed it
    ./coach reset       # the exercise as it was; keeps a backup
    ./coach run playground/mine.cpp     # a program of your own, drawn like a lesson

All except `list` also take a number: `./coach check 02`. Without one they take the next exercise,
so `explain` and `solution` usually need one: `./coach explain 02`. All three hints of an exercise
are in the `hints.md` beside it.

An editor with clangd 16 or newer (on Debian 12: the package clangd-19) knows the library. For
VS Code there is the extension "clangd"; its tasks "coach: ..." are set up, the first of them on
Ctrl-Shift-B.

The folder is yours. What the coach needs to remember is in `.coach`.
)";

constexpr const char* gitignore =
    R"(# What the coach builds and remembers, and what is for this machine only.
/.coach/
/compile_commands.json
/coach
/.clangd
/.vscode/settings.json
)";

void write(const fs::path& file, const std::string& text) try {
    timeline::write_file(file, text);
} catch (const std::system_error& error) {
    throw Mistake(fmt::format("{}: is the folder yours, and is the disk full?", error.what()));
}

// Whether there is an exercise, edited or not.
bool holds_exercises(const Toolkit& toolkit, const fs::path& folder) {
    std::error_code error;
    return std::ranges::any_of(toolkit.exercises(), [&](const Exercise& one) {
        return fs::exists(folder / one.name / "exercise.cpp", error);
    });
}

// A git repository that is still empty may become a workshop.
bool holds_other_things(const fs::path& folder) {
    return std::ranges::any_of(fs::directory_iterator(folder),
                               [](const auto& entry) { return entry.path().filename() != ".git"; });
}

fs::path state_file(const fs::path& folder) { return folder / ".coach" / "progress.json"; }

void add(const fs::path& from, const fs::path& to) {
    if (!fs::exists(to)) write(to, text_of(from));
}

// A link of ours is changed to point to where the coach is now; anything else of that name stays.
void point_to_coach(const fs::path& link, const fs::path& coach) {
    std::error_code error;
    if (fs::is_symlink(link)) fs::remove(link, error);
    if (!fs::exists(link)) fs::create_symlink(coach, link, error);
}

}  // namespace

Workshop Workshop::make(const Toolkit& toolkit, const fs::path& given) {
    const fs::path folder = fs::absolute(given).lexically_normal();
    std::error_code error;
    if (is_inside_toolkit(toolkit, folder))
        throw Mistake(
            fmt::format("{} is inside the toolkit. Choose a folder outside, so that your "
                        "work and the toolkit's own files stay apart.",
                        folder.string()));
    if (fs::exists(folder) && !fs::is_directory(folder))
        throw Mistake(fmt::format("{} is a file. Give the name of a folder.", folder.string()));
    const bool is_workshop = fs::exists(state_file(folder));
    const bool was_workshop =
        fs::is_directory(folder / ".coach") || holds_exercises(toolkit, folder);
    if (fs::exists(folder) && !was_workshop && holds_other_things(folder))
        throw Mistake(
            fmt::format("{} is not empty, and not a workshop. Give the name of a new folder.",
                        folder.string()));
    fs::create_directories(folder / ".coach", error);
    if (error) throw Mistake(fmt::format("cannot make {}: {}.", folder.string(), error.message()));

    for (const Exercise& exercise : toolkit.exercises()) {
        fs::create_directories(folder / exercise.name);
        add(exercise.folder / "exercise.cpp", folder / exercise.name / "exercise.cpp");
        add(exercise.folder / "hints.md", folder / exercise.name / "hints.md");
    }
    fs::create_directories(folder / "playground");
    add(first_own_program(toolkit), folder / "playground" / "mine.cpp");
    if (!fs::exists(folder / ".gitignore")) write(folder / ".gitignore", gitignore);
    if (!fs::exists(folder / "README.md"))
        write(folder / "README.md", fmt::format(readme, toolkit.source().string()));
    write_for_editors(folder, fitting_clangd());
    point_to_coach(folder / "coach", toolkit.build() / "bin" / "coach");
    if (!is_workshop) write(state_file(folder), Progress::nothing());
    return find(toolkit, folder);
}

Workshop Workshop::find(const Toolkit& toolkit, const fs::path& from) {
    Workshop workshop;
    for (fs::path folder = fs::absolute(from).lexically_normal();; folder = folder.parent_path()) {
        if (fs::exists(state_file(folder))) {
            workshop.folder_ = folder;
            break;
        }
        if (holds_exercises(toolkit, folder) && !is_inside_toolkit(toolkit, folder))
            throw Mistake(
                fmt::format("{}, which keeps your progress, is missing. `./coach init {}` "
                            "makes it again; your exercises stay as they are.",
                            state_file(folder).string(), process::shell_path(folder.string())));
        if (folder == folder.parent_path())
            throw Mistake(
                fmt::format("{} is not in a workshop. Make one with `coach init FOLDER`, "
                            "and go there.",
                            fs::absolute(from).lexically_normal().string()));
    }

    workshop.progress_ = Progress(state_file(workshop.folder_));
    workshop.write_compile_commands(toolkit);
    return workshop;
}

bool Workshop::is_inside_toolkit(const Toolkit& toolkit, const fs::path& folder) {
    const fs::path inner = fs::weakly_canonical(folder);
    // Its build folder is not part of the source, and the tests work there.
    return is_inside(inner, fs::weakly_canonical(toolkit.source())) &&
           !is_inside(inner, fs::weakly_canonical(toolkit.build()));
}

fs::path Workshop::file(const Exercise& exercise) const {
    return folder_ / exercise.name / "exercise.cpp";
}

fs::path Workshop::builds() const { return folder_ / ".coach" / "build"; }

fs::path Workshop::passed_plugin(const Exercise& exercise) const {
    return builds() / (exercise.name + ".so");
}

bool Workshop::passed(const Exercise& exercise) const { return progress_.passed(exercise.name); }

void Workshop::remember_passed(const Exercise& exercise, bool now) {
    progress_.set_passed(exercise.name, now);
}

int Workshop::hints_shown(const Exercise& exercise) const { return progress_.hints(exercise.name); }

void Workshop::remember_hint(const Exercise& exercise) { progress_.add_hint(exercise.name); }

const Exercise* Workshop::next(const Toolkit& toolkit) const {
    const auto open = std::ranges::find_if(toolkit.exercises(),
                                           [&](const Exercise& one) { return !passed(one); });
    return open == toolkit.exercises().end() ? nullptr : &*open;
}

fs::path Workshop::reset(const Exercise& exercise) {
    const fs::path mine = file(exercise);
    const std::optional<std::string> text =
        text_if_there(mine);  // if it fails, nothing has changed
    const std::string shipped = text_of(exercise.folder / "exercise.cpp");
    if (text == shipped) return {};
    const fs::path backup = text && !text->empty() ? back_up(exercise, *text) : fs::path();
    fs::create_directories(mine.parent_path());
    write(mine, shipped);
    return backup;
}

// Under a name that no other has, even if it is made at the same time.
fs::path Workshop::back_up(const Exercise& exercise, const std::string& text) const {
    const fs::path folder = folder_ / ".coach" / "backup" / exercise.name;
    fs::create_directories(folder);
    const std::string now = fmt::format("{:%Y-%m-%d_%H-%M-%S}", fmt::localtime(std::time(nullptr)));
    for (int i = 1;; ++i) {
        const fs::path backup = folder / (i == 1 ? now + ".cpp" : fmt::format("{}_{}.cpp", now, i));
        const process::Descriptor made(
            open(backup.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0666));
        if (!made && errno == EEXIST) continue;
        write(backup, text);
        return backup;
    }
}

// Written again each time, since the toolkit may have changed.
void Workshop::write_compile_commands(const Toolkit& toolkit) try {
    std::vector<CompileCommand> commands;
    for (const Exercise& exercise : toolkit.exercises())
        commands.push_back(
            {.file = file(exercise), .how = toolkit.compile(exercise, file(exercise))});
    std::error_code error;  // an older workshop has no playground
    for (const auto& entry : fs::directory_iterator(folder_ / "playground", error))
        if (entry.path().extension() == ".cpp")
            commands.push_back(
                {.file = entry.path(), .how = compile_own_program(toolkit, entry.path())});
    coach::write_compile_commands(folder_ / "compile_commands.json", commands);
} catch (const std::exception& error) {
    trouble_ = fmt::format("{}. Editors may not find the library's headers.", error.what());
}

std::vector<std::string> hints_of(const fs::path& hints_file) {
    std::vector<std::string> hints;
    std::istringstream lines(text_of(hints_file));
    for (std::string line; std::getline(lines, line);) {
        if (line.starts_with("## "))
            hints.push_back(line.substr(3) + "\n");
        else if (!hints.empty())
            hints.back() += line + "\n";
    }
    for (std::string& hint : hints)
        while (hint.ends_with("\n\n")) hint.pop_back();
    return hints;
}

}  // namespace coach
