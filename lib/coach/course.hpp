// What each exercise requires, and the fast track: lessons/needs.txt, whose first lines explain its
// format.
#pragma once

#include <map>
#include <set>
#include <string>

#include <coach/toolkit.hpp>

namespace coach {

class Course {
public:
    /// Mistake, which names `file` and the line, if the text is not as it should be.
    static Course read(const std::string& text, const std::string& file);
    /// The toolkit's. Empty for a toolkit without that file.
    static Course of(const Toolkit&);

    /// The numbers of the lessons to know before: those that its line names, those
    /// that they need, and so on.
    std::set<std::string> needs(const std::string& number) const;
    bool is_on_fast_track(const std::string& number) const;

private:
    struct Lesson {
        std::set<std::string> needs = {};
        bool is_on_fast_track = false;
    };
    std::map<std::string, Lesson> lessons_;
};

}  // namespace coach
