#include <check/protocol.hpp>

#include <nlohmann/json.hpp>

namespace check::protocol {
namespace {

using Json = nlohmann::ordered_json;

std::string dumped(const Json& json) {
    // What a student's program says need not be UTF-8.
    return json.dump(-1, ' ', false, Json::error_handler_t::replace);
}

Json parsed(std::string_view text) { return Json::parse(text, nullptr, false); }

Json to_json(const Begin& begin) { return {{"facts", begin.facts}, {"seed", begin.seed}}; }
Json to_json(const FactBegins& fact) { return {{"begins", fact.name}}; }
Json to_json(const FactResult& fact) {
    return {{"fact", fact.name},      {"holds", fact.holds},     {"says", fact.says},
            {"notes", fact.notes},    {"picture", fact.picture}, {"words", fact.words},
            {"seconds", fact.seconds}};
}
Json to_json(const RunTape& tape) { return {{"tape", tape.text}}; }
Json to_json(const Refused& refused) { return {{"refused", refused.name}, {"why", refused.why}}; }
Json to_json(const End&) { return {{"ends", true}}; }

Line from_json(const Json& json) {
    if (json.contains("facts")) return Begin{.facts = json.at("facts"), .seed = json.at("seed")};
    if (json.contains("begins")) return FactBegins{json.at("begins")};
    if (json.contains("tape")) return RunTape{json.at("tape")};
    if (json.contains("refused")) return Refused{json.at("refused"), json.at("why")};
    if (json.contains("ends")) return End{};
    return FactResult{.name = json.at("fact"),
                      .holds = json.at("holds"),
                      .says = json.at("says"),
                      .notes = json.at("notes"),
                      .picture = json.at("picture"),
                      .words = json.at("words"),
                      .seconds = json.at("seconds")};
}

}  // namespace

std::string to_line(const Outline& outline) {
    const ExerciseLimits& limits = outline.limits;
    Json worth = Json::array();
    for (const Worth& one : outline.worth)
        worth.push_back({{"points", one.points}, {"needs", one.needs}});
    return dumped({{"facts", outline.facts},
                   {"worth", worth},
                   {"insight", outline.insight},
                   {"limits",
                    {{"milliseconds", limits.time.count()},
                     {"output", limits.output},
                     {"memory", limits.memory},
                     {"sanitized", limits.sanitized}}}});
}

std::string to_line(const Line& line) {
    return dumped(std::visit([](const auto& one) { return to_json(one); }, line));
}

std::string to_line(const Instructions& all) {
    return dumped({{"exercise", all.exercise},
                   {"check", all.check},
                   {"seed", all.seed},
                   {"confined", all.confined}});
}

std::optional<Outline> read_outline(std::string_view text) try {
    const Json json = parsed(text);
    const Json& limits = json.at("limits");
    std::vector<Worth> worth;
    for (const Json& one : json.at("worth"))
        worth.push_back({.points = one.at("points"), .needs = one.at("needs")});
    return Outline{.facts = json.at("facts"),
                   .worth = std::move(worth),
                   .insight = json.at("insight"),
                   .limits = {.time = std::chrono::milliseconds(limits.at("milliseconds")),
                              .output = limits.at("output"),
                              .memory = limits.at("memory"),
                              .sanitized = limits.at("sanitized")}};
} catch (const Json::exception&) {
    return std::nullopt;
}

std::optional<Line> read_line(std::string_view text) try {
    return from_json(parsed(text));
} catch (const Json::exception&) {
    return std::nullopt;
}

std::optional<Instructions> read_instructions(std::string_view text) try {
    const Json json = parsed(text);
    return Instructions{.exercise = json.at("exercise"),
                        .check = json.at("check"),
                        .seed = json.at("seed"),
                        .confined = json.at("confined")};
} catch (const Json::exception&) {
    return std::nullopt;
}

}  // namespace check::protocol
