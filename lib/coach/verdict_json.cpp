#include <coach/verdict_json.hpp>

#include <coach/gradebook.hpp>

#include <nlohmann/json.hpp>

namespace coach {
namespace {

using Json = nlohmann::ordered_json;

Json to_json(const Fact& fact) {
    return {
        {"name", fact.name},           {"points", fact.worth.points}, {"needs", fact.worth.needs},
        {"looked_at", fact.looked_at}, {"holds", fact.holds},         {"says", fact.says},
        {"notes", fact.notes},         {"picture", fact.picture},     {"words", fact.words}};
}

Fact fact_of(const Json& json) {
    return {.name = json.at("name"),
            .worth = {.points = json.at("points"), .needs = json.at("needs")},
            .looked_at = json.at("looked_at"),
            .holds = json.at("holds"),
            .says = json.at("says"),
            .notes = json.at("notes"),
            .picture = json.at("picture"),
            .words = json.at("words")};
}

}  // namespace

Json to_json(const Verdict& verdict) {
    Json facts = Json::array(), tapes = Json::array();
    for (const Fact& fact : verdict.facts) facts.push_back(to_json(fact));
    for (const timeline::Tape& tape : verdict.tapes) tapes.push_back(tape.write());
    return {{"verdict", kind_of(verdict.what).name},
            {"text", verdict.text},
            {"warnings", verdict.warnings},
            {"output", verdict.output},
            {"notice", verdict.notice},
            {"facts", std::move(facts)},
            {"tapes", std::move(tapes)}};
}

Verdict verdict_of(const Json& json) {
    const auto what = what_of(json.at("verdict").get<std::string>());
    if (!what) throw Json::other_error::create(501, "there is no such verdict", nullptr);
    Verdict verdict{.what = *what,
                    .text = json.at("text"),
                    .warnings = json.at("warnings"),
                    .output = json.at("output"),
                    .notice = json.at("notice")};
    for (const Json& fact : json.at("facts")) verdict.facts.push_back(fact_of(fact));
    try {
        for (const Json& tape : json.value("tapes", Json::array()))
            verdict.tapes.push_back(timeline::Tape::read(tape.get<std::string>()));
    } catch (const timeline::TapeError& error) {
        throw Json::other_error::create(501, error.what(), nullptr);
    }
    return verdict;
}

std::string line_of(const Json& json) {
    return json.dump(-1, ' ', false, Json::error_handler_t::replace);
}

}  // namespace coach
