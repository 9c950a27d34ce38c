#include <timeline/restore.hpp>

#include <csignal>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <atomic>
#include <cerrno>
#include <cstdlib>
#include <stdexcept>

namespace timeline {
namespace {

// Signals that end a program and leave it no time to unwind. Those of a crash
// are among them: who looks for a crash does not need a hidden cursor as well.
constexpr std::array ending{SIGHUP,  SIGINT, SIGQUIT, SIGTERM, SIGABRT,
                            SIGSEGV, SIGBUS, SIGFPE,  SIGILL};

// End of synchronized update, automatic wrap on, cursor shown.
constexpr char modes[] = "\x1b[?2026l\x1b[?7h\x1b[?25h";
constexpr char hide_cursor[] = "\x1b[?25l";

// All that a handler may look at. Lock-free, hence async-signal-safe.
std::atomic<int> terminal{-1};
std::atomic<int> lines_below{0};
std::atomic<bool> suspended{false};
static_assert(std::atomic<int>::is_always_lock_free);

// What was in place before a live view began; and whether the default has
// come back since, behind our back (see renew).
std::array<struct sigaction, ending.size()> before{};
std::array<std::atomic<bool>, ending.size()> default_came_back{};

// Nothing can be done about a failure here, hence the ignored result.
void put(int fd, const char* bytes, std::size_t size) noexcept {
    while (write(fd, bytes, size) < 0 && errno == EINTR) {
    }
}

// Shows the cursor, on a free line below what was drawn. A newline moves
// down, and scrolls where there is no further line.
void leave(int fd) noexcept {
    if (fd < 0) return;
    put(fd, modes, sizeof modes - 1);
    for (int i = lines_below.exchange(0); i >= 0; --i) put(fd, "\r\n", 2);
}

std::size_t index_of(int number) noexcept {
    return static_cast<std::size_t>(std::find(ending.begin(), ending.end(), number) -
                                    ending.begin());
}

bool has_function(const struct sigaction& action) noexcept {
    return action.sa_handler != SIG_DFL && action.sa_handler != SIG_IGN;
}

bool is_default(const struct sigaction& action) noexcept {
    return !has_function(action) && action.sa_handler == SIG_DFL;
}

extern "C" void timeline_on_signal(int number, siginfo_t* info, void* context) {
    const int saved_errno = errno;
    const std::size_t i = index_of(number);
    const struct sigaction& previous = before[i];
    if (!default_came_back[i] && has_function(previous)) {
        // The program may well go on, so the drawing is left where it is.
        if (const int fd = terminal; fd >= 0) put(fd, modes, sizeof modes - 1);
        if ((previous.sa_flags & SA_SIGINFO) != 0)
            previous.sa_sigaction(number, info, context);
        else
            previous.sa_handler(number);
    } else {
        // Blocked until this handler returns, then it ends the program as if we had not been here.
        restore_terminal();
        std::signal(number, SIG_DFL);
        std::raise(number);
    }
    errno = saved_errno;
}

void install_suspend_handler() noexcept;

// Ctrl-Z. The default action is what stops the program, inside the call that
// unblocks the signal. SIGSTOP would stop also a program that has no shell to
// continue it.
extern "C" void timeline_on_suspend(int number) {
    const int saved_errno = errno;
    leave(terminal);
    std::signal(number, SIG_DFL);
    std::raise(number);
    sigset_t only, old;
    sigemptyset(&only);
    sigaddset(&only, number);
    pthread_sigmask(SIG_UNBLOCK, &only, &old);
    // Here the program goes on, after `fg`.
    pthread_sigmask(SIG_SETMASK, &old, nullptr);
    suspended = true;
    install_suspend_handler();
    if (const int fd = terminal; fd >= 0) put(fd, hide_cursor, sizeof hide_cursor - 1);
    errno = saved_errno;
}

void install_suspend_handler() noexcept {
    struct sigaction action{};
    action.sa_handler = timeline_on_suspend;
    action.sa_flags = SA_RESTART;
    sigemptyset(&action.sa_mask);
    sigaction(SIGTSTP, &action, nullptr);
}

bool is_our_handler(const struct sigaction& action) noexcept {
    return (action.sa_flags & SA_SIGINFO) != 0 && action.sa_sigaction == timeline_on_signal;
}

void install(std::size_t i) noexcept {
    struct sigaction ours{};
    ours.sa_sigaction = timeline_on_signal;
    ours.sa_flags = SA_SIGINFO | SA_RESTART | SA_ONSTACK;
    sigemptyset(&ours.sa_mask);
    sigaction(ending[i], &ours, nullptr);
}

// Runs `act(i, current)` for each signal with what is installed for it now.
template <class Act>
void for_each_signal(Act act) noexcept {
    for (std::size_t i = 0; i < ending.size(); ++i) {
        struct sigaction current{};
        if (sigaction(ending[i], nullptr, &current) == 0) act(i, current);
    }
}

}  // namespace

void restore_terminal() noexcept { leave(terminal.exchange(-1)); }

TerminalGuard::TerminalGuard(int fd) : fd_(fd) {
    int none = -1;
    if (!terminal.compare_exchange_strong(none, fd))
        throw std::logic_error(
            "timeline: a live view is already on; end it before the next begins");
    [[maybe_unused]] static const int once = std::atexit([] { restore_terminal(); });
    for_each_signal([](std::size_t i, const struct sigaction& current) {
        if (current.sa_handler == SIG_IGN) return;  // as under nohup
        before[i] = current;
        default_came_back[i] = false;
        install(i);
    });
    struct sigaction stop{};
    if (sigaction(SIGTSTP, nullptr, &stop) == 0 && is_default(stop)) install_suspend_handler();
    put(fd, hide_cursor, sizeof hide_cursor - 1);
}

TerminalGuard::~TerminalGuard() {
    if (is_ours()) put(fd_, modes, sizeof modes - 1);
    terminal = -1;
    lines_below = 0;
    for_each_signal([](std::size_t i, const struct sigaction& current) {
        if (!is_our_handler(current)) return;
        if (default_came_back[i])
            std::signal(ending[i], SIG_DFL);
        else
            sigaction(ending[i], &before[i], nullptr);
    });
    struct sigaction stop{};
    if (sigaction(SIGTSTP, nullptr, &stop) == 0 && stop.sa_handler == timeline_on_suspend)
        std::signal(SIGTSTP, SIG_DFL);
    suspended = false;
}

void TerminalGuard::set_lines_below(int lines) noexcept { lines_below = lines; }

bool TerminalGuard::was_suspended() noexcept { return suspended.exchange(false); }

bool TerminalGuard::is_ours() const noexcept { return terminal == fd_; }

void TerminalGuard::renew() noexcept {
    for_each_signal([](std::size_t i, const struct sigaction& current) {
        if (!is_default(current)) return;
        default_came_back[i] = true;
        install(i);
    });
}

}  // namespace timeline
