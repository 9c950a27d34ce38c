// Files with several names. A student whose archive has a hard link to another student's work has
// handed in nothing; the other student has.
#pragma once

#include <filesystem>
#include <map>
#include <string>
#include <utility>
#include <vector>

#include <sys/types.h>

namespace coach {

class HardLinks {
public:
    /// `student`: the owner.
    void add(const std::filesystem::path& file, const std::string& student);

    /// Once all are added: why this one does not count as handed in, in words that follow "is";
    /// empty if it does. Of the students who have the same file, it counts for the one whose folder
    /// is oldest, because a link is made later than its target; and for nobody if the file is
    /// elsewhere, too. `common`: the folder that contains all of them.
    std::string trouble_with(const std::filesystem::path& file,
                             const std::filesystem::path& common) const;

private:
    struct Name {
        std::filesystem::path file;
        std::string student;
    };
    struct Names {
        nlink_t links = 0;
        std::vector<Name> known = {};
    };
    static const Name* original(const Names&);

    std::map<std::pair<dev_t, ino_t>, Names> files_;
};

}  // namespace coach
