#include <terminal/output.hpp>

#include <poll.h>
#include <unistd.h>

#include <cerrno>
#include <csignal>
#include <ctime>

#include <terminal/escapes.hpp>

namespace terminal {
namespace {

// SIGPIPE goes to the thread that writes. It is blocked in this thread during
// the write, and taken out of the queue before it is unblocked.
class HoldBackSigpipe {
public:
    HoldBackSigpipe() noexcept {
        sigemptyset(&pipe_);
        sigaddset(&pipe_, SIGPIPE);
        sigset_t pending;
        sigpending(&pending);
        was_pending_ = sigismember(&pending, SIGPIPE) == 1;
        pthread_sigmask(SIG_BLOCK, &pipe_, &before_);
    }
    ~HoldBackSigpipe() {
        const timespec at_once{};
        while (!was_pending_ && sigtimedwait(&pipe_, nullptr, &at_once) < 0 && errno == EINTR) {
        }
        pthread_sigmask(SIG_SETMASK, &before_, nullptr);
    }
    HoldBackSigpipe(const HoldBackSigpipe&) = delete;
    HoldBackSigpipe& operator=(const HoldBackSigpipe&) = delete;

private:
    sigset_t pipe_{}, before_{};
    bool was_pending_ = false;
};

// The descriptor may be non-blocking, because the shell's other programs share it.
bool wait_until_writable(int fd) noexcept {
    pollfd entry{fd, POLLOUT, 0};
    return poll(&entry, 1, -1) >= 0 || errno == EINTR;
}

}  // namespace

bool write_all(int fd, std::string_view bytes) noexcept {
    const HoldBackSigpipe hold;
    while (!bytes.empty()) {
        const ssize_t n = write(fd, bytes.data(), bytes.size());
        if (n > 0)
            bytes.remove_prefix(static_cast<std::size_t>(n));
        else if (n < 0 && errno == EAGAIN && wait_until_writable(fd))
            continue;
        else if (n < 0 && errno == EINTR)
            continue;
        else
            return false;
    }
    return true;
}

std::string printable_lines(std::string_view text) {
    std::string out;
    bool coloured = false;
    while (!text.empty()) {
        const auto c = static_cast<unsigned char>(text.front());
        const std::size_t escape = escape_length(text);
        if (escape > 0 && is_colour(text.substr(0, escape))) {
            out += text.substr(0, escape);
            coloured = true;
            text.remove_prefix(escape);
        } else {
            const bool harmless = c == '\t' || c == '\n' || (c >= 0x20 && c != 0x7F);
            out += harmless ? text.front() : '?';
            text.remove_prefix(1);
        }
    }
    if (out.ends_with('\n')) out.pop_back();
    // A colour that the line forgot to end must not paint what follows.
    if (coloured) out += escape::plain;
    return out + "\n";
}

}  // namespace terminal
