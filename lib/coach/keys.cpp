#include <coach/keys.hpp>

#include <array>
#include <atomic>
#include <cctype>
#include <cerrno>
#include <csignal>
#include <cstdlib>

#include <poll.h>
#include <termios.h>
#include <unistd.h>

namespace coach {
namespace {

// All that a handler may look at.
termios before{}, ours{};
std::array<struct sigaction, 5> handlers_before{};
std::atomic<bool> taken{false}, hides{false};

// Signals of a crash. Those that ask a program to end are for `watch` to heed.
constexpr std::array crashes{SIGSEGV, SIGBUS, SIGFPE, SIGILL, SIGABRT};

void put(const char* text, std::size_t size) noexcept {
    while (::write(STDOUT_FILENO, text, size) < 0 && errno == EINTR) {
    }
}

constexpr char hide_cursor[] = "\x1b[?25l";
// End of a synchronized update, automatic wrap on, colours off, cursor shown.
constexpr char restore[] = "\x1b[?2026l\x1b[?7h\x1b[0m\x1b[?25h";

// Async-signal-safe.
void take() noexcept {
    tcsetattr(STDIN_FILENO, TCSADRAIN, &ours);
    if (hides) put(hide_cursor, sizeof hide_cursor - 1);
    taken = true;
}

void give_back() noexcept {
    if (!taken.exchange(false)) return;
    if (hides) put(restore, sizeof restore - 1);
    tcsetattr(STDIN_FILENO, TCSADRAIN, &before);
}

// Whoever was to handle the crash does so when the instruction is tried again.
extern "C" void coach_on_crash(int number, siginfo_t* info, void*) {
    give_back();
    for (std::size_t i = 0; i < crashes.size(); ++i)
        if (crashes[i] == number) sigaction(number, &handlers_before[i], nullptr);
    if (info->si_code <= 0) std::raise(number);  // it came from outside, or from abort()
}

// Bytes of the key at the begin; 0 if more have to come.
std::size_t key_length(const std::string& typed) {
    const auto lead = static_cast<unsigned char>(typed[0]);
    if (lead == 0x1b) {
        if (typed.size() == 1) return 1;  // Esc itself
        if (typed[1] != '[' && typed[1] != 'O') return 2;
        std::size_t i = 2;
        while (i < typed.size() && typed[i] >= 0x20 && typed[i] < 0x40) ++i;
        return i < typed.size() ? i + 1 : 0;
    }
    const std::size_t length = lead < 0xC0 ? 1 : lead < 0xE0 ? 2 : lead < 0xF0 ? 3 : 4;
    return length <= typed.size() ? length : 0;
}

char name_of(const std::string& key) {
    const auto c = static_cast<unsigned char>(key[0]);
    if (key.size() > 1) return '?';
    if (key[0] == interrupt_key || key[0] == suspend_key) return key[0];
    return std::isalpha(c) != 0 ? static_cast<char>(std::tolower(c)) : '?';
}

}  // namespace

KeyTerminal::KeyTerminal(bool hides_cursor) {
    tcgetattr(STDIN_FILENO, &before);
    ours = before;
    // Ctrl-C and Ctrl-Z arrive as keys, so that the terminal is given back in peace.
    ours.c_lflag &= ~static_cast<tcflag_t>(ICANON | ECHO);
    ours.c_cc[VINTR] = ours.c_cc[VSUSP] = _POSIX_VDISABLE;
    ours.c_cc[VMIN] = 1;  // nothing to read is the end, and not just nothing yet
    ours.c_cc[VTIME] = 0;
    hides = hides_cursor;
    [[maybe_unused]] static const int once = std::atexit(give_back);
    struct sigaction handler{};
    handler.sa_sigaction = coach_on_crash;
    handler.sa_flags = SA_SIGINFO | SA_ONSTACK;
    sigemptyset(&handler.sa_mask);
    for (std::size_t i = 0; i < crashes.size(); ++i)
        sigaction(crashes[i], &handler, &handlers_before[i]);
    take();
}

KeyTerminal::~KeyTerminal() {
    give_back();
    for (std::size_t i = 0; i < crashes.size(); ++i)
        sigaction(crashes[i], &handlers_before[i], nullptr);
}

std::string KeyTerminal::keys() {
    pollfd entry{STDIN_FILENO, POLLIN, 0};
    while (!is_gone_ && poll(&entry, 1, 0) > 0) {
        std::array<char, 256> buffer{};
        const ssize_t count = read(STDIN_FILENO, buffer.data(), buffer.size());
        if (count > 0)
            unfinished_.append(buffer.data(), static_cast<std::size_t>(count));
        else if (count == 0 || (errno != EINTR && errno != EAGAIN))
            is_gone_ = true;
    }
    std::string names;
    while (!unfinished_.empty()) {
        const std::size_t length = key_length(unfinished_);
        if (length == 0) break;
        names += name_of(unfinished_.substr(0, length));
        unfinished_.erase(0, length);
    }
    return names;
}

void KeyTerminal::write(const std::string& text) {
    for (std::size_t at = 0; at < text.size() && !is_gone_;) {
        const ssize_t count = ::write(STDOUT_FILENO, text.data() + at, text.size() - at);
        if (count > 0) {
            at += static_cast<std::size_t>(count);
        } else if (errno == EAGAIN) {
            pollfd entry{STDOUT_FILENO, POLLOUT, 0};
            poll(&entry, 1, 100);
        } else if (errno != EINTR) {
            is_gone_ = true;
        }
    }
}

void KeyTerminal::suspend() {
    give_back();
    kill(0, SIGTSTP);  // all of the job, as the terminal itself would do; here it stops
    take();
}

}  // namespace coach
