#include <coach/submission_names.hpp>

#include <terminal/width.hpp>

#include <fmt/format.h>

#include <cstddef>
#include <regex>

namespace coach {

std::optional<MoodleName> moodle_name(const std::string& name) {
    static const std::regex form(R"(^(.+?)_(\d+)_assignsubmission_[a-z]+_?(.*)$)");
    std::smatch match;
    if (!std::regex_match(name, match, form)) return std::nullopt;
    return MoodleName{match[1], match[2], match[3]};
}

std::string email_in(const std::string& name) {
    static const std::regex form(R"([^\s_()<>,;@]+@[^\s_()<>,;@]+\.[A-Za-z]+)");
    std::smatch match;
    return std::regex_search(name, match, form) ? match[0].str() : "";
}

std::string as_text(const std::string& name) {
    std::string text;
    for (std::size_t at = 0; at < name.size();) {
        std::size_t size = 1;
        const auto is_shown = [&] {
            const std::string character = name.substr(at, size);
            return terminal::clean(character, true) == character;
        };
        while (size < 4 && at + size < name.size() && !is_shown()) ++size;
        if (!is_shown()) {
            text += fmt::format("\\x{:02X}", static_cast<unsigned char>(name[at++]));
            continue;
        }
        if (name.compare(at, 2, "\\x") == 0) text += '\\';
        text += name.substr(at, size);
        at += size;
    }
    return text;
}

}  // namespace coach
