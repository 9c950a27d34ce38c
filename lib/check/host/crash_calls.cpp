#include <check/host/crash_calls.hpp>

#include <array>
#include <csignal>
#include <cstdint>
#include <cstring>

#include <dlfcn.h>
#include <fcntl.h>
#include <unistd.h>
#include <unwind.h>

namespace check {
namespace {

constexpr int crashes[] = {SIGSEGV, SIGBUS, SIGFPE, SIGILL, SIGABRT, SIGTRAP};
// Of a recursion without end, the last calls are enough.
constexpr int most_calls = 64;

// What the handler uses is ready before: a program that has crashed may be unable to allocate.
const char* calls_file = nullptr;
const void* loaded_at = nullptr;

// A stack that has run out cannot hold a handler's variables.
alignas(16) std::array<char, 131072> spare_stack;

struct Calls {
    int file = -1;
    int left = most_calls;
};

void write_address(int file, std::uintptr_t address) {
    std::array<char, 2 + 2 * sizeof address + 1> line;
    auto at = line.end();
    *--at = '\n';
    for (; at > line.begin() + 2; address /= 16) *--at = "0123456789abcdef"[address % 16];
    *--at = 'x';
    *--at = '0';
    [[maybe_unused]] const auto ignored = write(file, line.data(), line.size());
}

_Unwind_Reason_Code note_call(_Unwind_Context* context, void* given) {
    Calls& calls = *static_cast<Calls*>(given);
    // A caller's address is that of the instruction after the call, which may be on another line.
    int is_exact = 0;
    const std::uintptr_t address = _Unwind_GetIPInfo(context, &is_exact) - (is_exact != 0 ? 0 : 1);
    Dl_info in{};
    if (dladdr(reinterpret_cast<void*>(address), &in) == 0 || in.dli_fbase != loaded_at)
        return _URC_NO_REASON;
    write_address(calls.file, address - reinterpret_cast<std::uintptr_t>(loaded_at));
    return --calls.left > 0 ? _URC_NO_REASON : _URC_END_OF_STACK;
}

// Not all that it calls is meant for a handler. If one of them fails, the line is missing.
extern "C" void check_on_crash(int number) {
    // So that a crash in here ends the program.
    for (const int one : crashes) std::signal(one, SIG_DFL);
    Calls calls{.file = open(calls_file, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0600)};
    if (calls.file >= 0) {
        _Unwind_Backtrace(note_call, &calls);
        close(calls.file);
    }
    std::raise(number);  // blocked until this returns
}

}  // namespace

void note_calls_of_crash(const void* symbol, const std::string& file) {
    if (dlsym(RTLD_DEFAULT, "__asan_init")) return;
    Dl_info in{};
    if (dladdr(symbol, &in) == 0) return;
    loaded_at = in.dli_fbase;
    calls_file = strdup(file.c_str());
    const stack_t spare{.ss_sp = spare_stack.data(), .ss_flags = 0, .ss_size = spare_stack.size()};
    sigaltstack(&spare, nullptr);
    struct sigaction action{};
    action.sa_handler = check_on_crash;
    action.sa_flags = SA_ONSTACK;
    sigemptyset(&action.sa_mask);
    for (const int number : crashes) sigaction(number, &action, nullptr);
}

}  // namespace check
