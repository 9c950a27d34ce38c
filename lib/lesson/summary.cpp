#include <lesson/summary.hpp>

#include <nlohmann/json.hpp>

#include <timeline/facts.hpp>

namespace lesson {
namespace {

using Json = nlohmann::ordered_json;  // members stay in the order written here

double seconds_of(aio::duration d) { return std::chrono::duration<double>(d).count(); }

const char* name_of(aio::ReportKind kind) {
    switch (kind) {
        case aio::ReportKind::never_retrieved:
            return "never_retrieved";
        case aio::ReportKind::never_awaited:
            return "never_awaited";
        case aio::ReportKind::callback_error:
            return "callback_error";
        case aio::ReportKind::slow_step:
            return "slow_step";
        case aio::ReportKind::swallowed_cancel:
            return "swallowed_cancel";
        case aio::ReportKind::destroyed_pending:
            return "destroyed_pending";
        case aio::ReportKind::unhandled_at_shutdown:
            return "unhandled_at_shutdown";
        case aio::ReportKind::unclosed:
            return "unclosed";
        case aio::ReportKind::late_to_end:
            return "late_to_end";
        case aio::ReportKind::dangling_reference:
            return "dangling_reference";
        case aio::ReportKind::standstill:
            return "standstill";
    }
    return "unknown";
}

void add_figures(Json& json, const timeline::Record& record) {
    json["elapsed_s"] = seconds_of(record.elapsed());
    json["max_concurrent"] = record.max_concurrent;
    json["finish_order"] = timeline::finish_order(record);
    if (record.lanes_opened > 0) json["connections"] = record.lanes_opened;
}

}  // namespace

std::string to_json(const Summary& summary) {
    Json json;
    json["lesson"] = summary.about.name;
    json["title"] = summary.about.title;
    json["clock"] = summary.options.clock == aio::Clock::real ? "real" : "virtual";
    if (!summary.sections.empty()) add_figures(json, summary.sections.front().record);
    json["sections"] = Json::array();
    for (const timeline::Section& section : summary.sections) {
        Json& entry = json["sections"].emplace_back();
        entry["name"] = section.title;
        add_figures(entry, section.record);
    }
    std::visit([&](const auto& results) { json["results"] = results; }, summary.results);
    json["reports"] = Json::array();
    for (const aio::Report& report : summary.reports)
        json["reports"].push_back(
            {{"kind", name_of(report.kind)}, {"text", report.text}, {"where", report.where}});
    // A text may hold bytes that are not UTF-8; they become U+FFFD.
    return json.dump(2, ' ', false, Json::error_handler_t::replace) + "\n";
}

}  // namespace lesson
