#include <coach/known_verdicts.hpp>

#include <coach/built_from.hpp>
#include <coach/files.hpp>
#include <terminal/output.hpp>
#include <terminal/wrap.hpp>

#include <fmt/format.h>
#include <openssl/evp.h>

#include <array>
#include <cerrno>
#include <cstdlib>
#include <cstring>
#include <nlohmann/json.hpp>
#include <system_error>

#include <fcntl.h>

namespace coach {
namespace {

namespace fs = std::filesystem;
using Json = nlohmann::ordered_json;

std::string sha256(std::string_view text) {
    std::array<unsigned char, EVP_MAX_MD_SIZE> digest{};
    unsigned size = 0;
    EVP_Digest(text.data(), text.size(), digest.data(), &size, EVP_sha256(), nullptr);
    std::string hex;
    for (unsigned i = 0; i < size; ++i) hex += fmt::format("{:02x}", digest[i]);
    return hex;
}

// $XDG_CACHE_HOME, as the XDG Base Directory Specification has it; empty if there is none.
fs::path cache_folder() {
    const char* cache = std::getenv("XDG_CACHE_HOME");
    const char* home = std::getenv("HOME");
    if (cache && *cache == '/') return fs::path(cache) / "nine-to-three";
    return home && *home ? fs::path(home) / ".cache" / "nine-to-three" : fs::path();
}

Json to_json(const Fact& fact) {
    return {{"name", fact.name},   {"looked_at", fact.looked_at}, {"holds", fact.holds},
            {"says", fact.says},   {"notes", fact.notes},         {"picture", fact.picture},
            {"seconds", fact.seconds}};
}

Fact to_fact(const Json& json) {
    return {.name = json.at("name"),
            .looked_at = json.at("looked_at"),
            .holds = json.at("holds"),
            .says = json.at("says"),
            .notes = json.at("notes"),
            .picture = json.at("picture"),
            .seconds = json.at("seconds")};
}

Json to_json(const Verdict& verdict) {
    Json facts = Json::array();
    for (const Fact& fact : verdict.facts) facts.push_back(to_json(fact));
    return {{"what", static_cast<int>(verdict.what)},
            {"text", verdict.text},
            {"warnings", verdict.warnings},
            {"facts", std::move(facts)},
            {"output", verdict.output},
            {"notice", verdict.notice},
            {"seed", verdict.seed},
            {"compile_seconds", verdict.compile_seconds},
            {"check_seconds", verdict.check_seconds}};
}

Verdict to_verdict(const Json& json) {
    Verdict verdict{.what = static_cast<What>(json.at("what").get<int>()),
                    .text = json.at("text"),
                    .warnings = json.at("warnings"),
                    .output = json.at("output"),
                    .notice = json.at("notice"),
                    .seed = json.at("seed"),
                    .compile_seconds = json.at("compile_seconds"),
                    .check_seconds = json.at("check_seconds")};
    for (const Json& fact : json.at("facts")) verdict.facts.push_back(to_fact(fact));
    return verdict;
}

std::string line_of(const Json& json) {
    return json.dump(-1, ' ', false, Json::error_handler_t::replace) + "\n";
}

}  // namespace

KnownVerdicts::KnownVerdicts(const Toolkit& toolkit, const fs::path& submissions, bool afresh) {
    const fs::path folder = cache_folder();
    std::error_code error;
    if (folder.empty()) {
        trouble_ = "there is no HOME";
        return;
    }
    fs::create_directories(folder, error);
    open_file(folder / (sha256(fs::weakly_canonical(submissions).string()) + ".jsonl"),
              sha256(text_of(list_of_what_was_built(toolkit))), afresh);
}

// Its first line says of which toolkit it is; a last one that was cut short by kill -9 is
// no JSON, and neither is what somebody else has written there.
void KnownVerdicts::open_file(const fs::path& path, const std::string& toolkit, bool afresh) {
    bool is_ours = false;
    for (const std::string& line : terminal::lines_of(afresh ? "" : read_file(path).text)) try {
            const Json json = Json::parse(line);
            if (json.contains("toolkit")) is_ours = json.at("toolkit") == toolkit;
            if (!is_ours) break;
            if (!json.contains("verdict")) continue;
            seed_ = json.at("verdict").at("seed").get<std::uint64_t>();
            verdicts_[json.at("key")] = to_verdict(json.at("verdict"));
        } catch (const Json::exception&) {
        }
    file_ = process::Descriptor(open(path.c_str(),
                                     O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC |
                                         (is_ours ? 0 : O_TRUNC),
                                     0600));
    const std::string head = is_ours ? "\n" : line_of({{"toolkit", toolkit}});
    if (!file_ || !terminal::write_all(file_.get(), head)) {
        trouble_ = fmt::format("{}: {}", path.string(), std::strerror(errno));
        file_.close();
    }
}

std::string KnownVerdicts::key(const Exercise& exercise, std::string_view text,
                               std::uint64_t seed) {
    return sha256(fmt::format("{} {} ", exercise.name, seed).append(text));
}

const Verdict* KnownVerdicts::find(const std::string& key) const {
    const auto known = verdicts_.find(key);
    return known == verdicts_.end() ? nullptr : &known->second;
}

void KnownVerdicts::add(const std::string& key, const Verdict& verdict) {
    verdicts_[key] = verdict;
    if (verdict.what == What::out_of_time || !file_) return;
    if (!terminal::write_all(file_.get(), line_of({{"key", key}, {"verdict", to_json(verdict)}}))) {
        trouble_ = std::strerror(errno);
        file_.close();
    }
}

}  // namespace coach
