#include <coach/toolkit.hpp>

#include <coach/built_from.hpp>
#include <coach/files.hpp>
#include <coach/mistake.hpp>
#include <process/shell.hpp>

#include <fmt/format.h>

#include <algorithm>
#include <regex>

#include <unistd.h>

namespace coach {
namespace {

namespace fs = std::filesystem;

constexpr std::string_view rebuild = "run `make build` in the toolkit's folder, and try again";

constexpr const char* no_way_out = " -Werror=return-type";

// A word of a shell command, with its quotes.
const std::string word = R"((?:"[^"]*"|\S+))";

// The options that let a compiler use the precompiled header: clang's and g++'s.
const std::regex header(" -Winvalid-pch(?: -Xclang -include-pch -Xclang " + word +
                        " -Xclang -include -Xclang (" + word + ")| -include (" + word + "))");

std::string without_precompiled_header(const std::string& command) {
    return std::regex_replace(command, header, "");
}

}  // namespace

int Exercise::points() const {
    int all = 0;
    for (const check::Worth& one : worth) all += one.points;
    return all;
}

Toolkit Toolkit::find() {
    Toolkit toolkit;
    toolkit.source_ = NINE_SOURCE_DIR;
    toolkit.build_ = NINE_BUILD_DIR;
    std::error_code ignored;
    for (const auto& entry : fs::directory_iterator(toolkit.source_ / "lessons", ignored)) {
        const fs::path folder = entry.path();
        if (!fs::exists(folder / "check.cpp") || !fs::exists(folder / "exercise.cpp")) continue;
        const std::string name = folder.filename().string();
        const fs::path checks = toolkit.build_ / "checks";
        // Written by check_exercise. For an exercise new in this version it is missing until that
        // is built.
        const auto outline =
            check::protocol::read_outline(text_if_there(checks / (name + ".json")).value_or(""));
        if (!outline) continue;
        toolkit.exercises_.push_back({.name = name,
                                      .folder = folder,
                                      .check = checks / (name + ".so"),
                                      .shipped = checks / "shipped" / (name + ".so"),
                                      .facts = outline->facts,
                                      .worth = outline->worth,
                                      .insight = outline->insight,
                                      .limits = outline->limits});
    }
    if (toolkit.exercises_.empty())
        throw Mistake(
            fmt::format("no exercises are built in {}. Was the toolkit moved? In its "
                        "folder, {}",
                        toolkit.build_.string(), rebuild));
    std::ranges::sort(toolkit.exercises_, {}, &Exercise::name);
    toolkit.find_compilers();
    return toolkit;
}

const Exercise& Toolkit::exercise(std::string_view spec) const {
    std::string names;
    for (const Exercise& one : exercises_) {
        if (one.name == spec || one.number() == spec || one.number() == "0" + std::string(spec))
            return one;
        names += (names.empty() ? "" : ", ") + one.name;
    }
    throw Mistake(fmt::format("there is no exercise \"{}\". There are: {}", spec, names));
}

const Exercise* Toolkit::after(const Exercise& exercise) const {
    const auto place = std::ranges::find(exercises_, exercise.name, &Exercise::name);
    return place == exercises_.end() || place + 1 == exercises_.end() ? nullptr : &*(place + 1);
}

// CMake writes down how it compiles every file; the student's file is compiled like the exercise in
// the toolkit.
void Toolkit::find_compilers() {
    for (const CompileCommand& one : read_compile_commands(build_ / "compile_commands.json")) {
        if (one.file.filename() != "exercise.cpp") continue;
        const auto exercise =
            std::ranges::find(exercises_, one.file.parent_path(), &Exercise::folder);
        if (exercise == exercises_.end()) continue;
        std::string command = one.how.command;
        command.resize(std::min(command.size(), command.rfind(" -o ")));
        // Its warnings are shown, but do not stop a student. With one exception: a function that
        // should be a coroutine but has no co_ word in it runs on into the code after it.
        static const std::regex error(" -Werror\\b");
        exercise->compiler = {one.how.folder, std::regex_replace(command, error, "") + no_way_out};
    }
}

const ShellCommand& Toolkit::compiler(const Exercise& exercise) const {
    if (exercise.compiler.command.empty())
        throw Mistake(fmt::format("{} does not say how {} is compiled: {}",
                                  (build_ / "compile_commands.json").string(), exercise.name,
                                  rebuild));
    return exercise.compiler;
}

ShellCommand Toolkit::plugin(const Exercise& exercise, const fs::path& source,
                             const fs::path& plugin, const fs::path& includes, Build kind) const {
    ShellCommand all = compiler(exercise);
    const std::string program = all.command.substr(0, all.command.find(' '));
    if (access(program.c_str(), X_OK) != 0)
        throw Mistake(fmt::format("the compiler {} is missing: {}", program, rebuild));
    // AIO_RECYCLES_FRAMES: the same as in that program's library. -g: for the lines of inlined
    // functions, which -g1 gets wrong.
    if (kind == Build::sanitized)
        all.command = without_precompiled_header(all.command) +
                      " -fsanitize=address,undefined -fno-sanitize-recover=all"
                      " -fno-omit-frame-pointer -DAIO_RECYCLES_FRAMES=1 -g";
    // Its own copies of inline functions, which are sanitized, are preferred to those of the
    // program that loads it, which are not.
    if (kind == Build::sanitized || exercise.limits.sanitized)
        all.command += " -Wl,-Bsymbolic-functions";
    all.command += fmt::format(
        " -MD -MF {} {} -shared {} -o {}", process::shell_word(includes.string()), NINE_LINK_FLAGS,
        process::shell_word(source.string()), process::shell_word(plugin.string()));
    return all;
}

ShellCommand Toolkit::compile(const Exercise& exercise, const fs::path& source) const {
    return alone(exercise, "-c", source);
}

ShellCommand Toolkit::list_headers(const Exercise& exercise, const fs::path& source) const {
    return alone(exercise, "-M", source);
}

ShellCommand Toolkit::alone(const Exercise& exercise, const char* flag,
                            const fs::path& source) const {
    const ShellCommand& how = compiler(exercise);
    return {how.folder, fmt::format("{} {} {}", without_precompiled_header(how.command), flag,
                                    process::shell_word(source.string()))};
}

fs::path Toolkit::precompiled_header(const Exercise& exercise) const {
    std::smatch match;
    if (!std::regex_search(compiler(exercise).command, match, header)) return {};
    std::string path = match[1].matched ? match[1] : match[2];
    std::erase(path, '"');
    return path;
}

void Toolkit::require_unchanged() const {
    const fs::path changed = changed_since_built(*this);
    if (!changed.empty())
        throw Mistake(
            fmt::format("the toolkit has changed since it was built ({}). Run `make workshop` in "
                        "its folder, {}, and try again.",
                        is_inside(changed, source_) ? changed.lexically_relative(source_).string()
                                                    : changed.string(),
                        source_.string()));
}

fs::path Toolkit::host(Build kind) const {
    return build_ / "checks" /
           (kind == Build::quick ? "check_exercise" : "check_exercise_sanitized");
}

}  // namespace coach
