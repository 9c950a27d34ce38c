#include <process/keeper.hpp>

#include <process/descriptor.hpp>

#include <array>
#include <cerrno>
#include <csignal>
#include <optional>
#include <set>
#include <string>
#include <system_error>

#include <fcntl.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

namespace process {
namespace {

// What the keeper is told: "+" or "-", "g" or "f", a group or a folder, and a zero byte.
class Keeper {
public:
    Keeper() {
        std::array<int, 2> ends{};
        if (pipe2(ends.data(), O_CLOEXEC) != 0) return;
        Descriptor read(ends[0]);
        to_it_ = Descriptor(ends[1]);
        id_ = fork();
        if (id_ == 0) keep(read.get());
        if (id_ < 0) to_it_.close();
    }
    ~Keeper() {
        to_it_.close();
        while (id_ > 0 && is_ours() && waitpid(id_, nullptr, 0) < 0 && errno == EINTR) {
        }
    }
    Keeper(const Keeper&) = delete;
    Keeper& operator=(const Keeper&) = delete;

    bool is_ours() const { return owner_ == getpid(); }

    // Without a keeper everything still works; but then kill -9 leaves something behind.
    void tell(const std::string& message) {
        if (!to_it_) return;
        const auto handler = std::signal(SIGPIPE, SIG_IGN);
        [[maybe_unused]] const auto told = write(to_it_.get(), message.c_str(), message.size() + 1);
        std::signal(SIGPIPE, handler);
    }

private:
    // In a session of its own, which no Ctrl-C reaches, and with nothing open whose end others wait
    // for: a reader of our output must find its end when we end.
    [[noreturn]] static void keep(int from) {
        setsid();
        for (const int signal : {SIGINT, SIGTERM, SIGHUP, SIGQUIT}) std::signal(signal, SIG_IGN);
        dup2(from, 0);
        for (const int output : {1, 2})
            if (const int nothing = open("/dev/null", O_WRONLY); nothing >= 0)
                dup2(nothing, output);
        syscall(SYS_close_range, 3U, ~0U, 0U);
        listen();
        _exit(0);
    }

    static void listen() {
        std::set<std::string> kept;
        std::string unread;
        std::array<char, 4096> block;
        for (;;) {
            const ssize_t n = read(0, block.data(), block.size());
            if (n < 0 && errno == EINTR) continue;
            if (n <= 0) break;
            unread.append(block.data(), static_cast<std::size_t>(n));
            for (auto end = unread.find('\0'); end != unread.npos; end = unread.find('\0')) {
                const std::string what = unread.substr(1, end - 1);
                unread[0] == '+' ? void(kept.insert(what)) : void(kept.erase(what));
                unread.erase(0, end + 1);
            }
        }
        clean_up(kept);
    }

    static void clean_up(const std::set<std::string>& kept) {
        for (const std::string& what : kept)
            if (what[0] == 'g') end_group(std::stoi(what.substr(1)));
        std::error_code ignored;
        for (const std::string& what : kept)
            if (what[0] == 'f') std::filesystem::remove_all(what.substr(1), ignored);
    }

    // And waits until the group has gone, or it could write into the folder that is removed.
    static void end_group(pid_t group) {
        for (int i = 0; i < 500 && kill(-group, SIGKILL) == 0; ++i) usleep(2000);
    }

    Descriptor to_it_;
    pid_t id_ = -1, owner_ = getpid();
};

// A fork of this program needs one of its own.
void tell(const std::string& message) {
    static std::optional<Keeper> keeper;
    if (!keeper || !keeper->is_ours()) keeper.emplace();
    keeper->tell(message);
}

}  // namespace

void keep_group(pid_t group) { tell("+g" + std::to_string(group)); }
void forget_group(pid_t group) { tell("-g" + std::to_string(group)); }
void keep_folder(const std::filesystem::path& folder) {
    tell("+f" + std::filesystem::absolute(folder).string());
}
void forget_folder(const std::filesystem::path& folder) {
    tell("-f" + std::filesystem::absolute(folder).string());
}

}  // namespace process
