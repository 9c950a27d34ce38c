// Programs that are started, limited and stopped: lib/process.
#include <doctest/doctest.h>

#include <aio/aio.hpp>
#include <process/keeper.hpp>
#include <process/program.hpp>
#include <process/shell.hpp>

#include <chrono>
#include <csignal>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <string>
#include <thread>
#include <utility>
#include <vector>

#include <fcntl.h>
#include <sys/wait.h>
#include <unistd.h>

#include "places.hpp"

using namespace std::chrono_literals;

namespace {

// A zombie does not count, though it still has its number.
bool runs(int id) {
    std::ifstream file("/proc/" + std::to_string(id) + "/stat");
    std::string stat;
    std::getline(file, stat);
    const auto state = stat.rfind(") ");
    return state != stat.npos && stat[state + 2] != 'Z';
}

process::ProgramResult run(process::Command command) {
    return aio::run(process::run_program(std::move(command)));
}

}  // namespace

TEST_CASE("a missing program is reported, not thrown") {
    const process::ProgramResult result = run({.args = {"/no/such/program"}});
    CHECK(result.end == process::End::not_started);
    CHECK(result.output == "/no/such/program: No such file or directory");
}

TEST_CASE("a program has ended even if it leaves a child that holds its output open") {
    const process::ProgramResult result =
        run({.args = {"/bin/sh", "-c", "sleep 60 & echo done"}, .limits = {.time = 20s}});
    CHECK(result.end == process::End::exited);
    CHECK(result.output == "done\n");
    CHECK(result.took < 10s);
}

TEST_CASE("a program has only its pipes open") {
    const int secret = open("/etc/passwd", O_RDONLY), far = fcntl(secret, F_DUPFD, 700);
    REQUIRE(far >= 700);
    // ls itself opens the folder.
    const std::vector<std::string> ls{"/bin/ls", "/proc/self/fd"};
    CHECK(run({.args = ls}).output == "0\n1\n2\n3\n");
    CHECK(run({.args = ls, .reports = true}).output == "0\n1\n2\n3\n4\n");
    close(secret);
    close(far);
}

TEST_CASE("a program learns only the path from our environment") {
    setenv("TOKEN", "secret", 1);
    const std::string path = std::getenv("PATH");
    CHECK(run({.args = {"env"}}).output == "PATH=" + path + "\nLC_ALL=C.UTF-8\n");
    CHECK(run({.args = {"env"}, .environment = {"A=b"}}).output ==
          "A=b\nPATH=" + path + "\nLC_ALL=C.UTF-8\n");
    CHECK(run({.args = {"env"}, .environment = {"PATH=/bin"}}).output ==
          "PATH=/bin\nLC_ALL=C.UTF-8\n");
    unsetenv("TOKEN");
}

TEST_CASE("kill -9 leaves behind no program, nothing that it started, and no folder") {
    const std::filesystem::path folder = scratch("process_killed");
    std::filesystem::create_directories(folder / "run");
    const pid_t killed = fork();
    if (killed == 0) {
        process::keep_folder(folder / "run");
        run({.args = {"/bin/sh", "-c",
                      "(echo $$; sleep 600 & echo $!; wait) | tee " + folder.string() + "/ids"}});
        _exit(1);
    }
    const auto eventually = [](auto holds) {
        for (int i = 0; i < 1000 && !holds(); ++i) std::this_thread::sleep_for(10ms);
        return holds();
    };
    std::vector<int> ids;
    CHECK(eventually([&] {
        ids.clear();
        std::ifstream file(folder / "ids");
        for (int id = 0; file >> id;) ids.push_back(id);
        return ids.size() == 2;
    }));
    kill(killed, SIGKILL);
    waitpid(killed, nullptr, 0);
    for (const int id : ids) CHECK(eventually([&] { return !runs(id); }));
    CHECK(eventually([&] { return !std::filesystem::exists(folder / "run"); }));
}

TEST_CASE("a word for a shell is in quotes where it needs them") {
    CHECK(process::shell_word("../ws/Stück_1.cpp") == "../ws/Stück_1.cpp");
    CHECK(process::shell_word("../ws with space") == "'../ws with space'");
    CHECK(process::shell_word("it's") == "'it'\\''s'");
    CHECK(process::shell_word("~") == "'~'");
    CHECK(process::shell_word("") == "''");
    CHECK(process::shell_word("-x") == "-x");
    CHECK(process::shell_path("-x") == "./-x");
    CHECK(process::shell_path("-x y") == "'./-x y'");
}
