#include <coach/report.hpp>

#include <algorithm>
#include <nlohmann/json.hpp>
#include <sstream>

namespace coach {
namespace {

using Json = nlohmann::json;

std::vector<std::string> strings(const Json& line, const char* key) {
    std::vector<std::string> all;
    if (const auto found = line.find(key); found != line.end() && found->is_array())
        for (const auto& one : *found)
            if (one.is_string()) all.push_back(one);
    return all;
}

void fill_in(Fact& fact, const Json& line) {
    fact.looked_at = true;
    fact.holds = line.value("holds", false);
    fact.says = strings(line, "says");
    fact.notes = strings(line, "notes");
    fact.picture = strings(line, "picture");
    fact.seconds = line.value("seconds", 0.0);
}

}  // namespace

Report::Report(const std::string& text, const std::string& word, Verdict& verdict) {
    std::istringstream stream(text);
    for (std::string raw; std::getline(stream, raw);) {
        Json line;
        if (raw.starts_with(word)) line = Json::parse(raw.substr(word.size()), nullptr, false);
        in_order_ = in_order_ && line.is_object() && !has_ended_;
        if (!line.is_object()) continue;

        if (line.contains("facts")) {
            has_begun_ = true;
            const std::vector<std::string> names = strings(line, "facts");
            in_order_ = in_order_ && std::ranges::equal(names, verdict.facts, {}, {}, &Fact::name);
        } else if (line.contains("fact")) {
            const auto fact = std::ranges::find(verdict.facts, line.value("fact", ""), &Fact::name);
            if (fact == verdict.facts.end() || fact->looked_at)
                in_order_ = false;
            else
                fill_in(*fact, line);
        } else if (line.contains("ends")) {
            has_ended_ = true;
        }
    }
}

bool Report::is_complete(const Verdict& verdict) const {
    return in_order_ && has_ended_ && std::ranges::all_of(verdict.facts, &Fact::looked_at);
}

}  // namespace coach
