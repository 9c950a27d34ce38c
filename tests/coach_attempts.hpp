// Submissions for exercise 02, and their verdicts, on the same path as `coach grade`.
#pragma once

#include <filesystem>
#include <fstream>
#include <string>
#include <utility>
#include <vector>

#include <aio/aio.hpp>
#include <coach/attempt.hpp>
#include <coach/toolkit.hpp>

#include "places.hpp"
#include "process.hpp"

inline const coach::Toolkit& toolkit() {
    static const coach::Toolkit found = coach::Toolkit::find();
    return found;
}

/// One delay after another: as shipped. It has no points.
inline const std::string staircase = R"(
    for (aio::duration d : delays) co_await aio::create_task(delay(d));
)";

/// A submission: what comes before the coroutine, and what is in it.
inline std::string program(const std::string& before, const std::string& body) {
    return R"(
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <cerrno>
#include <fstream>
#include <memory>
#include <string>
#include <thread>
#include <vector>
#include <fcntl.h>
#include <signal.h>
#include <sys/mman.h>
#include <sys/ptrace.h>
#include <sys/resource.h>
#include <sys/shm.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <unistd.h>
#include <aio/aio.hpp>
#include <lesson/lesson.hpp>
using namespace std::chrono_literals;

aio::Coroutine<> delay(aio::duration d) { co_await aio::sleep(d); }
)" + before +
           "\naio::Coroutine<> all_delays(std::vector<aio::duration> delays) {\n" + body +
           "    co_return;\n}\n";
}

inline std::string at_start(const std::string& code) {
    return "\nconst bool cheated = [] {\n" + code + "\nreturn true;\n}();\n";
}

/// Checked as for a teacher: confined, or not at all.
inline coach::Verdict graded(const std::string& source, const std::string& name,
                             bool screened = true) {
    const std::filesystem::path folder = scratch("graded_" + name);
    std::filesystem::create_directories(folder);
    std::ofstream(folder / "02.cpp", std::ios::binary) << source;
    return aio::run(coach::attempt(toolkit(), toolkit().exercise("02"),
                                   {.source = folder / "02.cpp",
                                    .scratch = folder / "build",
                                    .seed = 1,
                                    .must_be_confined = true,
                                    .screened = screened}));
}
