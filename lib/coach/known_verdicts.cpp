#include <coach/known_verdicts.hpp>

#include <coach/built_from.hpp>
#include <coach/digest.hpp>
#include <coach/files.hpp>
#include <coach/verdict_json.hpp>
#include <timeline/file.hpp>

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include <charconv>
#include <chrono>
#include <cstdlib>
#include <system_error>

#include <sys/stat.h>

namespace coach {
namespace {

namespace fs = std::filesystem;
using Json = nlohmann::ordered_json;

constexpr std::chrono::hours a_month{24 * 30};

// $XDG_CACHE_HOME, following the XDG Base Directory Specification; empty if there is none.
fs::path cache_folder() {
    const char* cache = std::getenv("XDG_CACHE_HOME");
    const char* home = std::getenv("HOME");
    if (cache && *cache == '/') return fs::path(cache) / "nine-to-three";
    return home && *home ? fs::path(home) / ".cache" / "nine-to-three" : fs::path();
}

// A different one for each build of what a check depends on, and of this program.
std::string name_of_build(const Toolkit& toolkit) {
    struct stat self{};
    stat("/proc/self/exe", &self);
    return sha256(fmt::format("{}\n{} {}.{}", read_file(list_of_what_was_built(toolkit)).text,
                              self.st_size, self.st_mtim.tv_sec, self.st_mtim.tv_nsec))
        .substr(0, 32);
}

void remove_old(const fs::path& cache, const fs::path& ours) {
    std::error_code ignored;
    const auto now = fs::file_time_type::clock::now();
    for (auto at = fs::directory_iterator(cache, ignored); at != fs::directory_iterator();
         at.increment(ignored))
        if (at->path() != ours && now - at->last_write_time(ignored) > a_month)
            fs::remove_all(at->path(), ignored);
}

// A compiler stopped after a minute on a busy machine says nothing about the file.
bool depends_on_the_machine(const Verdict& verdict) {
    return verdict.what == What::out_of_time || verdict.compile_seconds > 30;
}

}  // namespace

KnownVerdicts::KnownVerdicts(const Toolkit& toolkit) {
    const fs::path cache = cache_folder();
    if (cache.empty()) {
        trouble_ = "there is no HOME";
        return;
    }
    folder_ = cache / name_of_build(toolkit);
    std::error_code error;
    fs::create_directories(folder_, error);
    fs::permissions(cache, fs::perms::owner_all, error);  // students' work is nobody's business
    fs::last_write_time(folder_, fs::file_time_type::clock::now(), error);
    if (error) trouble_ = fmt::format("{}: {}", folder_.string(), error.message());
    remove_old(cache, folder_);
}

std::string KnownVerdicts::key(const Exercise& exercise, std::string_view text,
                               std::uint64_t seed) {
    return sha256(fmt::format("{} {} ", exercise.name, seed).append(text));
}

std::optional<Verdict> KnownVerdicts::find(const std::string& key) const {
    if (folder_.empty()) return {};
    const FileText known = read_file(folder_ / key);
    if (!known.trouble.empty()) return {};
    try {
        const Json json = Json::parse(known.text);
        Verdict verdict = verdict_of(json);
        verdict.seed = json.at("seed");
        verdict.check_seconds = json.at("seconds");
        return verdict;
    } catch (const Json::exception&) {
        return {};  // not what add() wrote
    }
}

void KnownVerdicts::add(const std::string& key, const Verdict& verdict) {
    if (depends_on_the_machine(verdict)) return;
    Json json = to_json(verdict);
    json["seed"] = verdict.seed;
    json["seconds"] = verdict.check_seconds;
    write(folder_ / key, line_of(json));
}

fs::path KnownVerdicts::class_file(const fs::path& submissions) const {
    return folder_ / ("seed-" + sha256(fs::weakly_canonical(submissions).string()));
}

std::optional<std::uint64_t> KnownVerdicts::seed_of(const fs::path& submissions) const {
    if (folder_.empty()) return {};
    const std::string text = read_file(class_file(submissions)).text;
    std::uint64_t seed = 0;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), seed);
    return error == std::errc() ? std::optional(seed) : std::nullopt;
}

void KnownVerdicts::set_seed(const fs::path& submissions, std::uint64_t seed) {
    write(class_file(submissions), std::to_string(seed));
}

void KnownVerdicts::write(const fs::path& file, const std::string& text) {
    if (!trouble_.empty()) return;
    try {
        timeline::write_file(file, text);
    } catch (const std::system_error& error) {
        trouble_ = error.what();
    }
}

}  // namespace coach
