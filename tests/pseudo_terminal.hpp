// A pseudo-terminal whose bytes a small screen interprets, and a program on it.
#pragma once

#include <doctest/doctest.h>
#include <poll.h>
#include <pty.h>
#include <sys/ioctl.h>
#include <sys/wait.h>
#include <termios.h>
#include <unistd.h>

#include <atomic>
#include <chrono>
#include <csignal>
#include <cstdint>
#include <cstdio>
#include <functional>
#include <mutex>
#include <string>
#include <thread>

#include "screen.hpp"

/// A pseudo-terminal, and a thread that shows what is written to it.
class PseudoTerminal {
public:
    // Runs `child`, if given, in a process of its own. The process is made before
    // the thread, because threads do not survive a fork.
    PseudoTerminal(int width, int height, const std::function<void(int fd)>& child = {})
        : screen_(width, height) {
        winsize size = size_of(width, height);
        REQUIRE(openpty(&master_, &slave_, nullptr, nullptr, &size) == 0);
        if (child) start(child);
        reader_ = std::thread([this] { read_all(); });
    }
    ~PseudoTerminal() {
        stop_ = true;
        reader_.join();
        close(master_);
        if (slave_ >= 0) close(slave_);
    }
    PseudoTerminal(const PseudoTerminal&) = delete;
    PseudoTerminal& operator=(const PseudoTerminal&) = delete;

    int fd() const { return slave_; }

    void resize(int width, int height) {
        const std::lock_guard lock(mutex_);
        screen_.resize(width, height);
        const winsize size = size_of(width, height);
        ioctl(master_, TIOCSWINSZ, &size);
    }

    // Returns once nothing more has come for a while, so that the whole frame is there.
    Screen screen() {
        settle();
        const std::lock_guard lock(mutex_);
        return screen_;
    }

    // A view whose time passes never stops drawing, so this gives up after a while.
    void settle() {
        std::uint64_t before = ~0ULL;
        for (int i = 0; i < 10 && before != bytes_; ++i) {
            before = bytes_;
            std::this_thread::sleep_for(std::chrono::milliseconds(120));  // more than two frames
        }
    }

    // Sends the child a signal, if given, and returns wait's status.
    int end_of_child(int signal_number = 0) { return wait_after(signal_number, 0); }

    // The same for a child that the signal stops.
    int stop_of_child(int signal_number) { return wait_after(signal_number, WUNTRACED); }

    void continue_child() { kill(child_, SIGCONT); }

    void type(const std::string& keys) const {
        CHECK(write(master_, keys.data(), keys.size()) == static_cast<ssize_t>(keys.size()));
    }

    // Whether keys come one by one, without an echo.
    bool gives_keys() const {
        termios mode{};
        tcgetattr(slave_, &mode);
        return (mode.c_lflag & (ICANON | ECHO)) == 0;
    }

private:
    int wait_after(int signal_number, int flags) {
        if (signal_number != 0) {
            settle();
            kill(child_, signal_number);
        }
        int status = 0;
        waitpid(child_, &status, flags);
        return status;
    }

    void start(const std::function<void(int fd)>& program) {
        std::fflush(nullptr);  // otherwise the child would write the buffered output a second time
        child_ = fork();
        if (child_ != 0) return;
        setpgid(0, 0);  // a group of its own can be stopped, and continued by its parent
        // doctest handles the signals that end programs; the child is an ordinary program.
        for (const int number : {SIGINT, SIGTERM, SIGHUP, SIGQUIT, SIGABRT})
            std::signal(number, SIG_DFL);
        program(slave_);
        _exit(0);
    }

    static winsize size_of(int width, int height) {
        return {static_cast<unsigned short>(height), static_cast<unsigned short>(width), 0, 0};
    }

    void read_all() {
        while (!stop_) {
            pollfd entry{master_, POLLIN, 0};
            if (poll(&entry, 1, 10) <= 0) continue;
            char bytes[4096];
            const ssize_t n = read(master_, bytes, sizeof bytes);
            if (n <= 0) continue;
            bytes_ += static_cast<std::uint64_t>(n);
            const std::lock_guard lock(mutex_);
            screen_.feed(std::string(bytes, static_cast<std::size_t>(n)));
        }
    }

    int master_ = -1, slave_ = -1;
    pid_t child_ = -1;
    std::mutex mutex_;
    Screen screen_;
    std::atomic<bool> stop_{false};
    std::atomic<std::uint64_t> bytes_{0};
    std::thread reader_;
};

/// After the end of a program: the cursor is visible, alone on a line below everything else.
inline void check_restored(const Screen& screen) {
    CHECK(screen.cursor_shown());
    CHECK(screen.wraps());
    CHECK(screen.unknown().empty());
    CHECK(screen.column() == 0);
    const auto lines = screen.lines();
    for (auto i = static_cast<std::size_t>(screen.row()); i < lines.size(); ++i)
        CHECK(lines[i].empty());
}
