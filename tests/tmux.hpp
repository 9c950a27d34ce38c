// A terminal for a program that draws on one, through tmux: the screen can be read, keys typed, and
// the window resized.
//
//   Pane pane(80, 24, folder, "coach watch");
//   CHECK(pane.wait_for("checked"));
//   pane.type("q");
//
// Each has a tmux server of its own, which ends with it. Nothing sleeps for a
// fixed time: everything waits until the screen shows it, for a minute at most.
#pragma once

#include <chrono>
#include <cstdlib>
#include <filesystem>
#include <functional>
#include <stdexcept>
#include <string>
#include <thread>
#include <vector>

#include "places.hpp"
#include "process.hpp"

/// Why there can be no pane; empty if there can.
inline std::string no_tmux() {
    if (no_pseudo_terminals()) return "there are no pseudo-terminals";
    if (run_shell("command -v tmux").status != 0) return "tmux is not installed";
    return {};
}

class Pane {
public:
    static constexpr std::chrono::seconds patience{60};

    /// `command` is for a shell, in `folder`.
    Pane(int columns, int lines, const std::filesystem::path& folder, const std::string& command,
         const std::string& term = "xterm-256color") {
        // Short, since a socket's path must be.
        std::string made = "/tmp/nine_tmux_XXXXXX";
        if (!mkdtemp(made.data())) throw std::runtime_error("no folder for tmux's socket");
        socket_ = std::filesystem::path(made) / "s";
        // The environment of a login, not that of the user who runs the tests.
        const Outcome started =
            run_program({"tmux", "-S", socket_, "-f", "/dev/null", "new-session", "-d", "-x",
                         std::to_string(columns), "-y", std::to_string(lines), "-c", folder,
                         "env -u TMUX TERM=" + term + " LANG=C.UTF-8 HOME=" + quoted(folder) +
                             " sh -c " + quoted(command)},
                        environment({"LANG=C.UTF-8", "TERM=xterm-256color"}));
        if (started.status != 0) throw std::runtime_error("tmux: " + started.err);
    }
    ~Pane() {
        tmux({"kill-server"});
        std::error_code ignored;
        std::filesystem::remove_all(socket_.parent_path(), ignored);
    }
    Pane(const Pane&) = delete;
    Pane& operator=(const Pane&) = delete;

    /// The lines on the screen, down to the last that is not empty.
    std::vector<std::string> lines() const {
        std::vector<std::string> out(1);
        for (const char c : tmux({"capture-pane", "-p"}).out) {
            if (c == '\n')
                out.emplace_back();
            else
                out.back() += c;
        }
        while (!out.empty() && out.back().empty()) out.pop_back();
        return out;
    }
    /// All of it as words with one blank between them, however it was wrapped.
    std::string words() const {
        std::string out;
        for (const std::string& line : lines())
            for (const char c : line + " ")
                if (c != ' ' || (!out.empty() && out.back() != ' ')) out += c;
        return out;
    }

    /// Whether the screen comes to show this.
    bool wait_until(const std::function<bool(const std::string& words)>& shows) {
        const auto limit = std::chrono::steady_clock::now() + patience;
        do {
            seen = words();
            if (shows(seen)) return true;
            std::this_thread::sleep_for(std::chrono::milliseconds(10));
        } while (std::chrono::steady_clock::now() < limit);
        return false;
    }
    bool wait_for(const std::string& text) {
        return wait_until([&](const std::string& words) { return contains(words, text); });
    }

    /// Keys, all at once, by tmux's names: type("h"), type("C-c"), type("r", "l").
    template <class... Keys>
    void type(const Keys&... keys) {
        tmux({"send-keys", keys...});
    }
    void resize(int columns, int lines) {
        tmux({"resize-window", "-x", std::to_string(columns), "-y", std::to_string(lines)});
    }
    bool cursor_is_shown() const {
        return contains(tmux({"display", "-p", "#{cursor_flag}"}).out, "1");
    }

    std::string seen;  ///< the words last read, for a message

private:
    static std::string quoted(const std::string& text) {
        std::string out = "'";
        for (const char c : text) out += c == '\'' ? std::string("'\\''") : std::string(1, c);
        return out + "'";
    }
    Outcome tmux(std::vector<std::string> args) const {
        args.insert(args.begin(), {"tmux", "-S", socket_});
        return run_program(std::move(args), environment({"LANG=C.UTF-8", "TERM=xterm-256color"}));
    }
    std::filesystem::path socket_;
};
