#include <coach/exercise_names.hpp>

#include <algorithm>
#include <regex>
#include <set>
#include <string_view>
#include <vector>

namespace coach {
namespace {

// For ASCII alone: a locale must not matter.
std::string lower(std::string text) {
    for (char& c : text)
        if (c >= 'A' && c <= 'Z') c = static_cast<char>(c - 'A' + 'a');
    return text;
}

// "02 (1)", "02 - Copy (2)", "Kopie von 02" -> "02": marks of a second download.
std::string without_copy_marks(std::string name) {
    static const std::regex behind(R"([ _-]*(\(\d+\)|[ _-](copy|kopie|copie|copia)( ?\d+)?)$)"),
        before(R"(^(copy of|kopie von|copie de|copia de)[ _-]+)");
    for (std::string shorter = name;; name = shorter) {
        shorter = std::regex_replace(std::regex_replace(name, behind, ""), before, "");
        if (shorter == name) return name;
    }
}

// Anything between words becomes an underscore.
std::string with_underscores(std::string name) {
    for (char& c : name)
        if (c == ' ' || c == '-' || c == '.') c = '_';
    return name;
}

const std::regex ending(R"(\.(cpp|cc|cxx|c\+\+)(\.txt)?$)");

std::string stem(const std::string& file_name) {
    return std::regex_replace(lower(file_name), ending, "");
}

const Exercise* by_number(const Toolkit& toolkit, std::string digits) {
    if (digits.size() == 1) digits.insert(0, 1, '0');
    const auto& all = toolkit.exercises();
    const auto found = std::ranges::find(all, digits, &Exercise::number);
    return found == all.end() ? nullptr : &*found;
}

// The exercise that all of the matches name; null if they name none, or several.
const Exercise* the_only_one(const Toolkit& toolkit, const std::string& name,
                             const std::regex& pattern) {
    std::set<const Exercise*> found;
    for (std::sregex_iterator match(name.begin(), name.end(), pattern), end; match != end; ++match)
        found.insert(by_number(toolkit, (*match)[1]));
    return found.size() == 1 ? *found.begin() : nullptr;
}

const Exercise* by_exact_name(const Toolkit& toolkit, const std::string& name) {
    for (const Exercise& one : toolkit.exercises())
        if (name == one.name) return &one;
    return name.size() <= 2 && name.find_first_not_of("0123456789") == name.npos
               ? by_number(toolkit, name)
               : nullptr;
}

const Exercise* by_loose_name(const Toolkit& toolkit, const std::string& name) {
    const std::string words = with_underscores(without_copy_marks(name));
    for (const Exercise& one : toolkit.exercises())
        if (words.find(one.name) != words.npos) return &one;
    static const std::regex counted(
        R"((?:exercise|lesson|task|ex|hw|uebung|übung|aufgabe)_?0?(\d{1,2})(?!\d))");
    return the_only_one(toolkit, words, counted);
}

// A longer number is an ID, or a year.
const std::regex two_digits(R"((?:^|[^0-9])(\d{2})(?!\d))"), one_digit(R"((?:^|[^0-9])(\d)(?!\d))");

}  // namespace

NamedExercise exercise_of_file(const Toolkit& toolkit, const std::string& name) {
    if (!is_source(name)) return {};
    const std::string plain = stem(name);
    if (const Exercise* one = by_exact_name(toolkit, plain)) return {one, Sureness::exact};
    if (const Exercise* one = by_loose_name(toolkit, plain)) return {one, Sureness::loose};
    const std::string words = without_copy_marks(plain);
    for (const std::regex& digits : {two_digits, one_digit})
        if (const Exercise* one = the_only_one(toolkit, words, digits))
            return {one, Sureness::loose};
    return {};
}

NamedExercise exercise_of_folder(const Toolkit& toolkit, const std::string& name) {
    const std::string plain = lower(name);
    if (const Exercise* one = by_exact_name(toolkit, plain)) return {one, Sureness::exact};
    if (const Exercise* one = by_exact_name(toolkit, without_copy_marks(plain)))
        return {one, Sureness::loose};
    if (const Exercise* one = by_loose_name(toolkit, plain)) return {one, Sureness::loose};
    return {};
}

bool is_called_exercise(const std::string& name) {
    return is_source(name) && without_copy_marks(stem(name)) == "exercise";
}

bool is_source(const std::string& name) { return std::regex_search(lower(name), ending); }

}  // namespace coach
