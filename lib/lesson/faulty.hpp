// A program that makes a mistake on purpose, and what AddressSanitizer says about it.
#pragma once

#include <optional>
#include <string>

namespace lesson {

struct Finding {
    std::string what;   ///< "a variable of a function that had returned"
    std::string where;  ///< "faulty.cpp:27"; empty if that is not known
};

/// Runs `program part` to its end, quietly. Nothing if AddressSanitizer has stopped
/// nothing, or the program could not be started.
std::optional<Finding> find_fault(const std::string& program, const std::string& part);

}  // namespace lesson
