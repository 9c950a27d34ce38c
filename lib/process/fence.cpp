#include <process/fence.hpp>

#include <cstdint>

#include <fcntl.h>
#include <linux/landlock.h>
#include <sys/prctl.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>

namespace process {
namespace {

namespace fs = std::filesystem;

// glibc has no functions for these.
long create_ruleset(const landlock_ruleset_attr* attributes, std::size_t size, unsigned flags) {
    return syscall(SYS_landlock_create_ruleset, attributes, size, flags);
}

constexpr std::uint64_t reading =
    LANDLOCK_ACCESS_FS_EXECUTE | LANDLOCK_ACCESS_FS_READ_FILE | LANDLOCK_ACCESS_FS_READ_DIR;
constexpr std::uint64_t for_files =
    LANDLOCK_ACCESS_FS_EXECUTE | LANDLOCK_ACCESS_FS_READ_FILE | LANDLOCK_ACCESS_FS_WRITE_FILE;
// All rights of Landlock's first version, up to making a symbolic link; and truncating a file,
// which came with the third.
constexpr std::uint64_t first_version = (LANDLOCK_ACCESS_FS_MAKE_SYM << 1) - 1;
constexpr std::uint64_t truncating = 1ULL << 14;

void allow(int fence, const char* path, std::uint64_t rights) {
    const int target = open(path, O_PATH | O_CLOEXEC);
    if (target < 0) return;
    struct stat found{};
    const bool is_folder = fstat(target, &found) == 0 && S_ISDIR(found.st_mode);
    landlock_path_beneath_attr rule{};
    rule.allowed_access = is_folder ? rights : rights & (for_files | truncating);
    rule.parent_fd = target;
    syscall(SYS_landlock_add_rule, fence, LANDLOCK_RULE_PATH_BENEATH, &rule, 0);
    close(target);
}

}  // namespace

bool has_fences() { return create_ruleset(nullptr, 0, LANDLOCK_CREATE_RULESET_VERSION) >= 1; }

int make_fence(const std::vector<fs::path>& readable, const std::vector<fs::path>& writable) {
    const long version = create_ruleset(nullptr, 0, LANDLOCK_CREATE_RULESET_VERSION);
    if (version < 1) return -1;
    const std::uint64_t all = first_version | (version >= 3 ? truncating : 0);
    landlock_ruleset_attr attributes{};
    attributes.handled_access_fs = all;
    const int fence =
        static_cast<int>(create_ruleset(&attributes, sizeof attributes.handled_access_fs, 0));
    if (fence < 0) return -1;
    for (const fs::path& path : readable) allow(fence, path.c_str(), reading);
    for (const fs::path& path : writable) allow(fence, path.c_str(), all);
    return fence;
}

bool stay_inside(int fence, const char* own) {
    allow(fence, own, LANDLOCK_ACCESS_FS_READ_FILE | LANDLOCK_ACCESS_FS_READ_DIR);
    return prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) == 0 &&
           syscall(SYS_landlock_restrict_self, fence, 0) == 0;
}

}  // namespace process
