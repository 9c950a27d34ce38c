// What `--json` prints.
#pragma once

#include <string>
#include <variant>
#include <vector>

#include <aio/trace.hpp>
#include <lesson/command_line.hpp>
#include <timeline/section.hpp>

namespace lesson {

using Results = std::variant<std::vector<int>, std::vector<std::string>>;

/// All that is known at the end.
struct Summary {
    const About& about;
    const Options& options;
    const std::vector<timeline::Section>& sections;
    const Results& results;
    const std::vector<aio::Report>& reports;
};

/// One JSON object and a newline. Times are in seconds of the loop's clock.
std::string to_json(const Summary&);

}  // namespace lesson
