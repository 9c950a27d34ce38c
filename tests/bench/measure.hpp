// What the C++ programs of the benchmark share: the command line, the stopwatch and the one line of
// JSON with the results.
//
//   bench_aio spawn_gather 100000 5      # row, number of operations, warm rounds
//   {"row": "spawn_gather", "n": 100000, "cpu_ns_per_op": 81.2, ...}
//
// A process runs its row once cold and then some more rounds. The first round pays for memory
// touched for the first time and shows how much it was; the fastest of the others gives the CPU
// time. With 0 warm rounds there is only the cold one: that is how the instruction counts are
// taken.
#pragma once

#include <algorithm>
#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <ctime>
#include <string>

namespace bench {

struct Options {
    std::string row;
    int n = 0;
    int warm_rounds = 5;
};

inline Options parse(int argc, char** argv) {
    Options options;
    if (argc > 1) options.row = argv[1];
    if (argc > 2) options.n = std::atoi(argv[2]);
    if (argc > 3) options.warm_rounds = std::atoi(argv[3]);
    if (options.n > 0 && options.warm_rounds >= 0) return options;
    std::fprintf(stderr, "usage: %s ROW N [WARM_ROUNDS], as in: %s spawn_gather 100000 5\n",
                 argv[0], argv[0]);
    std::exit(2);
}

/// The server for the rows that make requests: "http://127.0.0.1:8080".
inline std::string server() {
    if (const char* url = std::getenv("BENCH_SERVER")) return url;
    std::fprintf(stderr, "these rows need a server: BENCH_SERVER=http://127.0.0.1:8080\n");
    std::exit(2);
}

/// There is no such row: says which ones there are, and returns main's exit code.
template <class Rows>
int unknown_row(const Options& options, const Rows& rows) {
    std::fprintf(stderr, "there is no row \"%s\"; there are:", options.row.c_str());
    for (const auto& row : rows) std::fprintf(stderr, " %s", row.name);
    std::fprintf(stderr, "\n");
    return 2;
}

/// CPU time of the whole process: all its threads, user and system.
class Stopwatch {
public:
    /// A row calls it again if its preparations should not count.
    void start() {
        wall_ = std::chrono::steady_clock::now();
        cpu_ = cpu_now();
    }
    [[nodiscard]] double cpu_ns() const { return static_cast<double>(cpu_now() - cpu_); }
    [[nodiscard]] double wall_ns() const {
        return std::chrono::duration<double, std::nano>(std::chrono::steady_clock::now() - wall_)
            .count();
    }

private:
    static long long cpu_now() {
        timespec t{};
        clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &t);
        return t.tv_sec * 1'000'000'000LL + t.tv_nsec;
    }
    std::chrono::steady_clock::time_point wall_{};
    long long cpu_ = 0;
};

/// "VmRSS" or "VmHWM", the resident memory now and at its peak, in bytes; 0
/// where there is no /proc. (getrusage's peak would be that of the parent.)
inline long long memory(const char* which) {
    std::FILE* status = std::fopen("/proc/self/status", "r");
    if (!status) return 0;
    long long kilobytes = 0;
    for (char line[256]; std::fgets(line, sizeof line, status);)
        if (std::strncmp(line, which, std::strlen(which)) == 0)
            kilobytes = std::atoll(line + std::strlen(which) + 1);
    std::fclose(status);
    return kilobytes * 1024;
}

/// Keeps the measurements of one process and prints them.
class Rounds {
public:
    explicit Rounds(const Options& options) : options_(options) {}

    void begin() {
        if (done_ == 0) memory_before_ = memory("VmRSS");
        watch.start();
    }
    void end() {
        const double cpu = watch.cpu_ns();
        const double wall = watch.wall_ns();
        if (done_++ == 0) {
            cold_ = cpu;
            memory_used_ = memory("VmHWM") - memory_before_;
        }
        // The cold round counts only where it is alone.
        if (done_ <= 2 || cpu < cpu_) cpu_ = cpu;
        if (done_ <= 2 || wall < wall_) wall_ = wall;
    }
    [[nodiscard]] bool more() const { return done_ <= options_.warm_rounds; }

    void print() const {
        std::printf(
            "{\"row\": \"%s\", \"n\": %d, \"cpu_ns_per_op\": %.2f, "
            "\"wall_ns_per_op\": %.2f, \"cold_cpu_ns_per_op\": %.2f, "
            "\"rss_bytes_per_task\": %.1f}\n",
            options_.row.c_str(), options_.n, cpu_ / options_.n, wall_ / options_.n,
            cold_ / options_.n, static_cast<double>(memory_used_) / options_.n);
    }

    Stopwatch watch;

private:
    Options options_;
    int done_ = 0;
    double cpu_ = 0, wall_ = 0, cold_ = 0;
    long long memory_before_ = 0, memory_used_ = 0;
};

/// Which of the n equidistant deadlines the i-th sleeper gets: a fixed order in
/// which neighbours are far apart, so that no queue is given them sorted.
inline int scattered(int i, int n) {
    return static_cast<int>(static_cast<long long>(i) * 7919 % n);
}

}  // namespace bench
