// A gradebook's texts for other programs; they contain what a student's program printed.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include <coach/attempt.hpp>

namespace coach {

/// Valid UTF-8 without control characters, except line ends: XML allows no others, however they are
/// written.
std::string clean_lines(const std::string& text);

/// The texts that are not empty, one per line.
std::string joined_lines(const std::vector<std::string>&);

/// The same for an element of XML or HTML; and for an attribute, which would lose line ends.
std::string xml_text(const std::string& text);
std::string xml_attribute(const std::string& text);

/// A fact as a test: why it does not hold, and all that is known of it.
struct Case {
    std::string name;
    double seconds = 0;
    std::string element = {};  ///< "failure" or "error"; empty: it holds
    std::string type = {}, message = {}, text = {};
};

/// A fact that does not hold is a failure; one that was not checked is an error, and the first of
/// these says why. If all hold and the attempt does not pass, one more says what is wrong.
std::vector<Case> cases_of(const Verdict&, const std::vector<std::string>& facts);

}  // namespace coach
