#include <coach/course.hpp>

#include <coach/files.hpp>
#include <coach/mistake.hpp>

#include <fmt/format.h>

#include <sstream>

namespace coach {

// A lesson may need only lessons of the lines above its own, so that there is no circle.
Course Course::read(const std::string& text, const std::string& file) {
    Course course;
    std::istringstream lines(text);
    int line_number = 0;
    for (std::string line; std::getline(lines, line);) {
        ++line_number;
        std::istringstream words(line);
        std::string word;
        if (!(words >> word) || word.starts_with('#')) continue;
        Lesson lesson{.is_on_fast_track = word == "+"};
        if (lesson.is_on_fast_track) words >> word;
        const std::string number = word;
        while (words >> word) {
            const auto needed = course.lessons_.find(word);
            if (needed == course.lessons_.end())
                throw Mistake(fmt::format("{}:{}: lesson {} has no line above this one.", file,
                                          line_number, word));
            lesson.needs.insert(word);
            lesson.needs.insert(needed->second.needs.begin(), needed->second.needs.end());
        }
        if (!course.lessons_.emplace(number, std::move(lesson)).second)
            throw Mistake(
                fmt::format("{}:{}: lesson {} has two lines.", file, line_number, number));
    }
    return course;
}

Course Course::of(const Toolkit& toolkit) {
    const auto file = toolkit.source() / "lessons" / "needs.txt";
    return read(text_if_there(file).value_or(""), file.string());
}

std::set<std::string> Course::needs(const std::string& number) const {
    const auto lesson = lessons_.find(number);
    return lesson == lessons_.end() ? std::set<std::string>() : lesson->second.needs;
}

bool Course::is_on_fast_track(const std::string& number) const {
    const auto lesson = lessons_.find(number);
    return lesson != lessons_.end() && lesson->second.is_on_fast_track;
}

}  // namespace coach
