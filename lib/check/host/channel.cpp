#include <check/host/channel.hpp>

#include <check/protocol.hpp>
#include <terminal/output.hpp>

#include <cerrno>
#include <cstdlib>
#include <stdexcept>

#include <sys/mman.h>
#include <unistd.h>

namespace check {

Channel::Channel(int descriptor)
    : descriptor_(descriptor), page_size_(static_cast<std::size_t>(sysconf(_SC_PAGESIZE))) {
    if (fstat(descriptor_, &where_) != 0)
        throw std::runtime_error("there is no descriptor " + std::to_string(descriptor_) +
                                 " to report to");
    if (descriptor_ == STDOUT_FILENO) return;

    void* page =
        mmap(nullptr, page_size_, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
    if (page == MAP_FAILED) throw std::runtime_error("no memory for the report");
    page_ = static_cast<char*>(page);
    read_word();
    mprotect(page_, page_size_, PROT_NONE);
}

Channel::~Channel() {
    if (page_) munmap(page_, page_size_);
}

// Not by way of std::cin, whose buffers would keep a copy.
void Channel::read_word() {
    while (word_size_ < page_size_) {
        const ssize_t n = ::read(STDIN_FILENO, page_ + word_size_, 1);
        if (n < 0 && errno == EINTR) continue;
        if (n <= 0 || page_[word_size_] == '\n') return;
        ++word_size_;
    }
}

void Channel::write(std::string_view line) const {
    struct stat now{};
    bool written =
        fstat(descriptor_, &now) == 0 && now.st_dev == where_.st_dev && now.st_ino == where_.st_ino;
    if (written && page_) {
        mprotect(page_, page_size_, PROT_READ);
        written = terminal::write_all(descriptor_, {page_, word_size_});
        mprotect(page_, page_size_, PROT_NONE);
    }
    written = written && terminal::write_all(descriptor_, std::string(line) + "\n");
    if (!written) std::_Exit(protocol::cannot_report);
}

}  // namespace check
