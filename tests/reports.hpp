// Reports, collected instead of printed.
//
//   Reports reports;
//   aio::run(main(), reports.options());
//   CHECK(reports.kinds() == std::vector{aio::ReportKind::never_awaited});
#pragma once

#include <string>
#include <vector>

#include <aio/run.hpp>

struct Reports {
    std::vector<aio::Report> all;

    /// Simulated time; must not outlive this.
    [[nodiscard]] aio::RunOptions options(bool debug = false) {
        return {.clock = aio::Clock::simulated,
                .debug = debug,
                .on_report = [this](const aio::Report& report) { all.push_back(report); }};
    }
    [[nodiscard]] std::vector<aio::ReportKind> kinds() const {
        std::vector<aio::ReportKind> result;
        for (const auto& report : all) result.push_back(report.kind);
        return result;
    }
};

inline bool contains(const std::string& text, const std::string& part) {
    return text.find(part) != std::string::npos;
}
