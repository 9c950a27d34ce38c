// A record with a heading. Pictures and traces take several of them, because a
// lesson shows several programs side by side:
//
//   std::vector<timeline::Section> sections;
//   sections.push_back({"awaited at once", recorder.record()});
#pragma once

#include <string>

#include <timeline/record.hpp>

namespace timeline {

struct Section {
    std::string title;
    Record record;
};

}  // namespace timeline
