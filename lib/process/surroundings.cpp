#include <process/surroundings.hpp>

#include <cstdlib>

#include <fcntl.h>
#include <linux/close_range.h>
#include <sys/syscall.h>
#include <unistd.h>

namespace process {

std::vector<std::string> bare_environment() {
    const char* path = std::getenv("PATH");
    return {std::string("PATH=") + (path ? path : "/usr/local/bin:/usr/bin:/bin"),
            "LC_ALL=C.UTF-8"};
}

std::vector<std::string> variables(std::initializer_list<const char*> names) {
    std::vector<std::string> all;
    for (const char* name : names)
        if (const char* value = std::getenv(name)) all.push_back(std::string(name) + "=" + value);
    return all;
}

void close_others_at_exec(int last) {
    const int first = last + 1;
    if (syscall(SYS_close_range, first, ~0U, CLOSE_RANGE_CLOEXEC) == 0) return;
    // Linux before 5.11.
    for (int file = first; file < 65536; ++file) fcntl(file, F_SETFD, FD_CLOEXEC);
}

void have_standard_descriptors() {
    int file = 0;
    while (file >= 0 && file <= 2) file = open("/dev/null", O_RDWR);
    if (file > 2) close(file);
}

}  // namespace process
