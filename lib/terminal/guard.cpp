#include <terminal/guard.hpp>

#include <termios.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <atomic>
#include <cerrno>
#include <csignal>
#include <cstdlib>
#include <stdexcept>
#include <string_view>

#include <terminal/escapes.hpp>

namespace terminal {
namespace {

// Signals that end a program and leave it no time to unwind. Those of a crash
// are among them: someone who debugs a crash does not need a hidden cursor as well.
constexpr std::array ending{SIGHUP,  SIGINT, SIGQUIT, SIGTERM, SIGABRT,
                            SIGSEGV, SIGBUS, SIGFPE,  SIGILL};
constexpr std::size_t first_crash = 4;

// All that a handler may look at. What is not atomic is written before it is installed.
std::atomic<int> taken{-1};  // the descriptor
std::atomic<int> lines_below{-1};
std::atomic<bool> suspended{false};
static_assert(std::atomic<int>::is_always_lock_free);
GuardOptions options;
termios mode_before{}, mode_for_keys{};

// What was in place before a Guard; and whether the default has come back since, unnoticed (see
// renew).
std::array<struct sigaction, ending.size()> before{};
std::array<std::atomic<bool>, ending.size()> default_came_back{};

// Nothing can be done about a failure here, hence the ignored result.
void put(int fd, std::string_view bytes) noexcept {
    while (write(fd, bytes.data(), bytes.size()) < 0 && errno == EINTR) {
    }
}

void take(int fd) noexcept {
    if (options.takes_keys) tcsetattr(STDIN_FILENO, TCSADRAIN, &mode_for_keys);
    if (options.hides_cursor) put(fd, escape::hide_cursor);
}

void show_cursor(int fd) noexcept {
    if (!options.hides_cursor) return;
    for (const std::string_view sequence :
         {escape::end_update, escape::wrap_on, escape::plain, escape::show_cursor})
        put(fd, sequence);
}

// The terminal as it was, with the cursor on a free line below what was drawn. A newline moves
// down, and scrolls where there is no further line.
void leave(int fd) noexcept {
    if (fd < 0) return;
    show_cursor(fd);
    for (int i = lines_below.exchange(-1); i >= 0; --i) put(fd, "\r\n");
    if (options.takes_keys) tcsetattr(STDIN_FILENO, TCSADRAIN, &mode_before);
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

extern "C" void terminal_on_signal(int number, siginfo_t* info, void* context) {
    const int saved_errno = errno;
    const std::size_t i = index_of(number);
    const struct sigaction& previous = before[i];
    if (!default_came_back[i] && has_function(previous)) {
        // Unless it has crashed the program may well go on, so the drawing is left where it is.
        if (i >= first_crash)
            restore();
        else if (const int fd = taken; fd >= 0)
            show_cursor(fd);
        if ((previous.sa_flags & SA_RESETHAND) != 0)
            default_came_back[i] = true;  // after this once
        if ((previous.sa_flags & SA_SIGINFO) != 0)
            previous.sa_sigaction(number, info, context);
        else
            previous.sa_handler(number);
    } else {
        // Blocked until this handler returns, then it ends the program as if we had not been here.
        restore();
        std::signal(number, SIG_DFL);
        std::raise(number);
    }
    errno = saved_errno;
}

void install_suspend_handler() noexcept;

// Ctrl-Z. The default action is what stops the program, inside the call that unblocks the signal.
// SIGSTOP would stop even a program that has no shell to continue it.
extern "C" void terminal_on_suspend(int number) {
    const int saved_errno = errno;
    leave(taken);
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
    if (const int fd = taken; fd >= 0) take(fd);
    errno = saved_errno;
}

void install_suspend_handler() noexcept {
    struct sigaction action{};
    action.sa_handler = terminal_on_suspend;
    action.sa_flags = SA_RESTART;
    sigemptyset(&action.sa_mask);
    sigaction(SIGTSTP, &action, nullptr);
}

bool is_our_handler(const struct sigaction& action) noexcept {
    return (action.sa_flags & SA_SIGINFO) != 0 && action.sa_sigaction == terminal_on_signal;
}

void install(std::size_t i) noexcept {
    struct sigaction ours{};
    ours.sa_sigaction = terminal_on_signal;
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

void restore() noexcept { leave(taken.exchange(-1)); }

Guard::Guard(const GuardOptions& given) : fd_(given.fd) {
    int none = -1;
    if (!taken.compare_exchange_strong(none, fd_))
        throw std::logic_error("terminal: something is already drawing on it; end that first");
    options = given;
    if (options.takes_keys) {
        tcgetattr(STDIN_FILENO, &mode_before);
        mode_for_keys = mode_before;
        mode_for_keys.c_lflag &= ~static_cast<tcflag_t>(ICANON | ECHO);
        mode_for_keys.c_cc[VINTR] = mode_for_keys.c_cc[VSUSP] = _POSIX_VDISABLE;
        mode_for_keys.c_cc[VMIN] =
            1;  // so that "nothing to read" means the end, not just nothing yet
        mode_for_keys.c_cc[VTIME] = 0;
    }
    [[maybe_unused]] static const int once = std::atexit([] { restore(); });
    for_each_signal([](std::size_t i, const struct sigaction& current) {
        if (current.sa_handler == SIG_IGN) return;  // as nohup does
        before[i] = current;
        default_came_back[i] = false;
        install(i);
    });
    struct sigaction stop{};
    if (sigaction(SIGTSTP, nullptr, &stop) == 0 && is_default(stop)) install_suspend_handler();
    take(fd_);
}

Guard::~Guard() {
    // On an orderly way out, the cursor is moved as well.
    lines_below = -1;
    restore();
    for_each_signal([](std::size_t i, const struct sigaction& current) {
        if (!is_our_handler(current)) return;
        if (default_came_back[i])
            std::signal(ending[i], SIG_DFL);
        else
            sigaction(ending[i], &before[i], nullptr);
    });
    struct sigaction stop{};
    if (sigaction(SIGTSTP, nullptr, &stop) == 0 && stop.sa_handler == terminal_on_suspend)
        std::signal(SIGTSTP, SIG_DFL);
    suspended = false;
}

void Guard::set_lines_below(int lines) noexcept { lines_below = lines; }

bool Guard::was_suspended() noexcept { return suspended.exchange(false); }

bool Guard::is_ours() const noexcept { return taken == fd_; }

void Guard::suspend() noexcept { kill(0, SIGTSTP); }

void Guard::renew() noexcept {
    for_each_signal([](std::size_t i, const struct sigaction& current) {
        if (!is_default(current)) return;
        default_came_back[i] = true;
        install(i);
    });
}

}  // namespace terminal
