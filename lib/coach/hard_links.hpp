// Files with several names. A student whose archive has a hard link to another's work has
// handed in nothing; the other has.
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
    /// `student`: whose it is.
    void add(const std::filesystem::path& file, const std::string& student);

    /// Once all are added: why this one was not handed in, to be said behind "is"; empty if it
    /// was. Of the students who have the same file it is the one whose folder is oldest, as a
    /// link is made later than what it leads to; and none if the file lies elsewhere, too.
    /// `common`: the folder in which all of them lie.
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
