#include <coach/crash.hpp>

#include <fmt/format.h>

#include <csignal>
#include <cstring>
#include <string_view>
#include <utility>

#include <sys/wait.h>

namespace coach {
namespace {

// What AddressSanitizer calls it, and what that means.
constexpr std::pair<std::string_view, std::string_view> kinds[] = {
    {"heap-use-after-free", "It used memory after freeing it"},
    {"stack-use-after-return", "It used a local variable of a function that had returned"},
    {"stack-use-after-scope", "It used a local variable after the end of its block"},
    {"heap-buffer-overflow", "It read or wrote beyond the end of a block of memory"},
    {"stack-buffer-overflow", "It read or wrote beyond the end of a local variable"},
    {"global-buffer-overflow", "It read or wrote beyond the end of a global variable"},
    {"container-overflow", "It read or wrote beyond the end of a container"},
    {"stack-overflow", "It ran out of stack: some function calls itself without end"},
    {"double-free", "It freed the same memory twice"},
    {"bad-free", "It freed memory that was never allocated"},
    {"alloc-dealloc-mismatch", "It freed memory in another way than it was allocated"},
    {"SEGV on unknown address 0x00000000",
     "It followed a null pointer, or one that is nearly null"},
    {"SEGV", "It followed an invalid pointer"},
    {"ABRT", "It was stopped by a check of the standard library, or by abort()"},
    {"FPE", "It divided by zero"},
};

// "...: runtime error: member call on null pointer" -> that, and where.
std::string undefined_behaviour(const std::string& text, const std::string& file) {
    const std::string mark = "runtime error: ";
    const auto at = text.find(mark);
    if (at == text.npos) return {};
    const auto begin = text.rfind('\n', at) + 1;
    const std::string place = place_in(text, file, begin);
    const std::string what = text.substr(at + mark.size(), text.find('\n', at) - at - mark.size());
    return fmt::format("Its behaviour is undefined in C++{}: {}.",
                       place.empty() ? "" : ", at " + place, what);
}

// The conditions of the library's own checks, and what it means if one does not hold.
constexpr std::pair<std::string_view, std::string_view> checks[] = {
    {"__n < this->size()", "an index was beyond the end of a vector or an array"},
    {"__pos <= size()", "an index was beyond the end of a string"},
    {"!this->empty()", "front(), back() or pop_back() was called on an empty container"},
    {"this->_M_is_engaged()", "an optional was empty: did a coroutine end without co_return?"},
    {"get() != pointer()", "a unique_ptr was null"},
    {"_M_get() != nullptr", "a shared_ptr was null"},
};

// They say why before they abort.
std::string assertion(const std::string& text) {
    const std::string begin = "Assertion '", end = "' failed";
    for (auto at = text.find(begin); at != text.npos; at = text.find(begin, at + 1)) {
        const auto from = at + begin.size(), to = text.find_first_of("'\n", from);
        if (to == text.npos || text.compare(to, end.size(), end) != 0) continue;
        const std::string failed = text.substr(from, to - from);
        for (const auto& [check, words] : checks)
            if (failed == check)
                return fmt::format(" What it found: {}{}", words, words.ends_with('?') ? "" : ".");
        return fmt::format(" The check was: {}.", failed);
    }
    return "";
}

}  // namespace

std::string place_in(const std::string& text, const std::string& file, std::size_t from,
                     std::size_t end) {
    for (auto at = text.find(file + ":", from); at < end; at = text.find(file + ":", at + 1)) {
        auto stop = at + file.size() + 1;
        while (stop < text.size() && std::isdigit(static_cast<unsigned char>(text[stop])) != 0)
            ++stop;
        if (stop > at + file.size() + 1) return text.substr(at, stop - at);
    }
    return {};
}

std::string explain_crash(const std::string& text, const std::string& file) {
    const std::string mark = "ERROR: AddressSanitizer: ";
    const auto at = text.find(mark);
    if (at == text.npos) return undefined_behaviour(text, file);
    for (const auto& [name, words] : kinds) {
        if (text.compare(at + mark.size(), name.size(), name) != 0) continue;
        const auto freed = text.find("\nfreed by thread", at);
        const std::string place = place_in(text, file, at, freed);
        std::string told(words);
        told += place.empty() ? "." : fmt::format(", at {}.", place);
        if (name == "ABRT") told += assertion(text);
        if (freed == text.npos) return told;
        const std::string where = place_in(text, file, freed);
        return where.empty() ? told : told + fmt::format(" It was freed at {}.", where);
    }
    return "AddressSanitizer says: " +
           text.substr(at + mark.size(), text.find('\n', at) - at - mark.size()) + ".";
}

std::string signal_name(int signal) {
    switch (signal) {
        case SIGSEGV:
            return "a segmentation fault: it used memory that is not its own";
        case SIGABRT:
            return "abort(): a check failed, or an exception that nobody caught";
        case SIGFPE:
            return "a division by zero";
        case SIGBUS:
            return "a bus error: it used memory that does not exist";
        case SIGTRAP:
            return "a trap: a check that the compiler put there failed";
        case SIGILL:
            return "an instruction that does not exist";
        case SIGKILL:
            return "SIGKILL: did it use too much memory?";
        case SIGSYS:
            return "a system call that is not allowed here";
        default:
            return fmt::format("signal {} ({})", signal, strsignal(signal));
    }
}

std::string end_of_program(int wait_status, const std::string& place) {
    if (!WIFSIGNALED(wait_status)) return {};
    const int signal = WTERMSIG(wait_status);
    for (const int wanted : {SIGINT, SIGQUIT, SIGTERM, SIGHUP, SIGPIPE})
        if (signal == wanted) return {};
    return fmt::format("the program {}{} ({})", signal == SIGKILL ? "was killed" : "crashed",
                       place.empty() ? "" : " at " + place, signal_name(signal));
}

}  // namespace coach
