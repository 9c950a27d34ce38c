// The program that loads an exercise and its check.
#pragma once

#include <nlohmann/json.hpp>
#include <string>

#include "process.hpp"

inline const std::string checks = NINE_BIN_DIR "/../checks";

/// Whether the programs of a lesson's exercise are run under the sanitizers.
inline bool is_sanitized(const std::string& lesson) {
    const auto json = nlohmann::json::parse(read_file(checks + "/" + lesson + ".json"));
    return json.at("limits").at("sanitized");
}

inline std::string host_of(const std::string& lesson) {
    return checks + (is_sanitized(lesson) ? "/check_exercise_sanitized" : "/check_exercise");
}
