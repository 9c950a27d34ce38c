#include <check/host/plugins.hpp>

#include <check/demangled.hpp>
#include <check/host/facts.hpp>
#include <check/protocol.hpp>

#include <fmt/format.h>

#include <cstdio>
#include <filesystem>

#include <dlfcn.h>

namespace check {
namespace {

// The loader says "...: undefined symbol: _Z10all_delaysSt6vector..."; the student needs to read
// "all_delays(std::vector<...>)".
std::string undefined_in(const std::string& message) {
    const std::string mark = "undefined symbol: ";
    const auto at = message.find(mark);
    if (at == message.npos) return {};
    const std::string symbol = message.substr(at + mark.size());
    return demangled(symbol.substr(0, symbol.find_first_of(" ,\t\n")));
}

// RTLD_GLOBAL: the check finds the student's functions. A name without a slash would be
// looked for among the system's libraries.
int load(const std::string& file) {
    if (dlopen(std::filesystem::absolute(file).c_str(), RTLD_NOW | RTLD_GLOBAL)) return 0;
    const std::string message = dlerror();
    const std::string missing = undefined_in(message);
    fmt::print(stderr, "{}\n",
               missing.empty() ? message : fmt::format("{}{}", protocol::undefined, missing));
    return protocol::cannot_load;
}

}  // namespace

int load_both(const std::string& exercise, const std::string& check) {
    const std::size_t ours = count_registered();
    if (const int status = load(exercise); status != 0) return status;
    if (count_registered() != ours) {
        fmt::print(stderr, "It defines test cases or test reporters. Only the check may.\n");
        return protocol::cannot_load;
    }
    return load(check);
}

}  // namespace check
