#include <aio/detail/threads.hpp>

#include <atomic>
#include <fstream>
#include <sstream>
#include <string>

namespace aio::detail {
namespace {

std::atomic<int> quiet = 0;

}  // namespace

int count_threads() {
    // proc(5): "pid (name) state ...", and the number of threads is the 20th field. The name may
    // contain anything, even a parenthesis.
    std::ifstream file("/proc/self/stat");
    std::string line;
    std::getline(file, line);
    const auto name_ends = line.rfind(')');
    if (name_ends == line.npos) return 1;
    std::istringstream fields(line.substr(name_ends + 1));
    std::string field;
    for (int i = 3; i < 20; ++i) fields >> field;
    int threads = 0;
    return fields >> threads ? threads : 1;
}

void add_quiet_threads(int count) noexcept { quiet += count; }
int quiet_threads() noexcept { return quiet; }

}  // namespace aio::detail
