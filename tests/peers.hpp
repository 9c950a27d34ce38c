// Other people's programs, as servers for a test: each is started when it is first needed, on free
// ports of 127.0.0.1, and stopped at the end.
//
//   auto response = co_await session.get(Node::peer().url("/hello"));
//
// What each of them serves is in tests/peers/.
#pragma once

#include <arpa/inet.h>
#include <netinet/in.h>
#include <sys/socket.h>

#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <memory>
#include <sstream>

#include "background.hpp"
#include "places.hpp"
#include "process.hpp"

namespace peers {

/// The path of a program; an error that says what to install if it is missing.
inline std::string installed(const std::string& program, const std::string& package) {
    const char* path = std::getenv("PATH");
    std::istringstream folders(std::string(path ? path : "") +
                               ":/usr/sbin");  // where Debian has nginx
    for (std::string folder; std::getline(folders, folder, ':');)
        if (access((folder + "/" + program).c_str(), X_OK) == 0) return folder + "/" + program;
    throw std::runtime_error("peers: there is no program " + program +
                             "; install Debian's package " + package +
                             ", or run make install-deps");
}

/// The body that every peer sends: byte number i is i % 251. As 251 is a prime,
/// a lost or doubled block shows.
class Pattern {
public:
    /// Whether these bytes come next.
    bool goes_on_with(std::string_view bytes) {
        for (std::string_view rest = bytes; !rest.empty();) {
            const std::string_view expected =
                std::string_view(block()).substr(size_ % 251, rest.size());
            if (rest.substr(0, expected.size()) != expected) return false;
            size_ += expected.size();
            rest.remove_prefix(expected.size());
        }
        return true;
    }
    [[nodiscard]] std::size_t size() const { return size_; }

    static std::string of(std::size_t size) {
        std::string all(size, '\0');
        for (std::size_t i = 0; i < size; ++i) all[i] = static_cast<char>(i % 251);
        return all;
    }

private:
    static const std::string& block() {
        static const std::string all = of(std::size_t{251} * 1024);
        return all;
    }
    std::size_t size_ = 0;
};

/// The folder of the peers' files: their output, certificates, what nginx serves. Removed at the
/// end if everything went well.
class Folder {
public:
    static const std::filesystem::path& path() {
        static const Folder folder;
        return folder.path_;
    }

private:
    Folder() : path_(scratch("peers")) {
        std::filesystem::create_directories(path_ / "files" / "bytes");
        std::filesystem::create_directories(path_ / "files" / "kept");
        make_certificates();
    }
    ~Folder() { std::filesystem::remove_all(path_ / "files"); }

    /// A certificate authority, and its certificate for this machine: for the name localhost and
    /// for 127.0.0.1, valid for two days.
    void make_certificates() const {
        const std::string key = " -newkey ec -pkeyopt ec_paramgen_curve:prime256v1 -nodes ";
        const Outcome made = run_shell(
            "exec 2>&1; set -e; cd '" + path_.string() +
            "'; openssl=" + installed("openssl", "openssl") +
            "; $openssl req -x509 -days 2 -subj '/CN=Authority of the tests'" + key +
            "-keyout ca.key -out ca.pem"
            "; $openssl req -subj /CN=localhost" +
            key +
            "-keyout server.key -out server.csr"
            "; echo subjectAltName=DNS:localhost,IP:127.0.0.1 >names"
            "; $openssl x509 -req -days 2 -in server.csr -CA ca.pem -CAkey ca.key -CAcreateserial"
            " -extfile names -out server.pem");
        if (made.status != 0)
            throw std::runtime_error("peers: openssl made no certificates: " + made.out);
    }
    std::filesystem::path path_;
};
inline std::string certificates_of_authority() { return Folder::path() / "ca.pem"; }

/// A running server.
class Peer {
public:
    [[nodiscard]] std::string url(const std::string& target = "/") const {
        return "http://127.0.0.1:" + std::to_string(port) + target;
    }
    [[nodiscard]] std::string tls_url(const std::string& target = "/") const {
        return "https://127.0.0.1:" + std::to_string(tls_port) + target;
    }
    void stop(int signal) { program->stop(signal); }

    /// Started by a script that says "ports <http> <https>".
    static Peer of_script(std::vector<std::string> command, const std::string& script) {
        const auto& folder = Folder::path();
        command.insert(command.end(), {NINE_SOURCE_DIR "/tests/peers/" + script,
                                       folder / "server.pem", folder / "server.key"});
        Peer peer;
        peer.program = std::make_unique<Background>(command);
        std::istringstream(peer.program->said("ports ")) >> peer.port >> peer.tls_port;
        return peer;
    }

    int port = 0, tls_port = 0;
    std::unique_ptr<Background> program;
};

/// A socket that listens on a free port.
class Listening {
public:
    Listening() : fd(socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0)) {
        sockaddr_in address{};
        address.sin_family = AF_INET;
        address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
        socklen_t size = sizeof address;
        auto* any = reinterpret_cast<sockaddr*>(&address);
        if (bind(fd, any, size) != 0 || listen(fd, 511) != 0 || getsockname(fd, any, &size) != 0)
            throw std::runtime_error("peers: cannot listen on 127.0.0.1");
        port = ntohs(address.sin_port);
    }
    ~Listening() { close(fd); }
    Listening(const Listening&) = delete;
    Listening& operator=(const Listening&) = delete;

    int fd, port = 0;
};

/// nginx cannot choose a port. But a running nginx hands its sockets to its successor, in the
/// variable NGINX; here the test is the predecessor. So no other program can take the port, and a
/// client that connects early just waits.
struct Nginx {
    static constexpr const char* name = "nginx";

    static Peer& peer() {
        static Peer running = start();
        return running;
    }

private:
    static Peer start() {
        const auto& folder = Folder::path();
        for (const std::size_t mib : {1, 100}) write_file(folder / "files" / "bytes", mib << 20);
        const Listening plain, secure;
        std::string text = read_file(NINE_SOURCE_DIR "/tests/peers/nginx.conf");
        replace_all(text, "@folder@", folder);
        replace_all(text, "@port@", std::to_string(plain.port));
        replace_all(text, "@tls_port@", std::to_string(secure.port));
        std::ofstream(folder / "nginx.conf") << text;
        Peer peer;
        peer.port = plain.port;
        peer.tls_port = secure.port;
        peer.program = std::make_unique<Background>(
            std::vector<std::string>{installed("nginx", "nginx"), "-e", "stderr", "-c",
                                     folder / "nginx.conf"},
            std::vector{plain.fd, secure.fd}, environment({"NGINX=50;51;"}));
        peer.program->said("start worker process ");
        return peer;
    }
    static void replace_all(std::string& text, const std::string& mark, const std::string& value) {
        for (std::size_t at; (at = text.find(mark)) != std::string::npos;)
            text.replace(at, mark.size(), value);
    }
    static void write_file(const std::filesystem::path& folder, std::size_t size) {
        std::ofstream(folder / std::to_string(size), std::ios::binary) << Pattern::of(size);
    }
};

struct Aiohttp {
    static constexpr const char* name = "aiohttp";

    /// Debian's python3, the one for which python3-aiohttp is installed.
    static Peer& peer() {
        static Peer running = Peer::of_script({"/usr/bin/python3"}, "aiohttp_server.py");
        return running;
    }
};

struct Node {
    static constexpr const char* name = "node";

    static Peer start() { return Peer::of_script({installed("node", "nodejs")}, "node_server.js"); }
    static Peer& peer() {
        static Peer running = start();
        return running;
    }
};

}  // namespace peers
