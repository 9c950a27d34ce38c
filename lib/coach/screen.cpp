#include <coach/screen.hpp>

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cctype>
#include <cstddef>
#include <cstdlib>
#include <utility>
#include <vector>

#include <cxxabi.h>

namespace coach {
namespace {

std::string readable(std::string_view mangled) {
    int status = 0;
    char* text = abi::__cxa_demangle(std::string(mangled).c_str(), nullptr, nullptr, &status);
    std::string name = status == 0 ? text : std::string(mangled);
    std::free(text);
    return name.substr(0, name.find('('));
}

// --- Mangled names -----------------------------------------------------------

// What follows _Z and the mark of a table, a thunk or a guard.
std::string_view bare(std::string_view name) {
    name.remove_prefix(2);
    for (const std::string_view special : {"TV", "TI", "TS", "TT", "TW", "TH", "GV", "GR"})
        if (name.starts_with(special)) return name.substr(2);
    if (name.starts_with("Th") || name.starts_with("Tv")) {  // Thn16_, Tv0_n24_
        const auto end = name.find('_');
        name.remove_prefix(end == name.npos ? name.size() : end + 1);
        if (name.starts_with('n') && name.find('_') != name.npos)
            name.remove_prefix(name.find('_') + 1);
    }
    return name;
}

// The parts of a nested name, as far as they are plain: "aio", "http", "Session".
std::vector<std::string_view> parts(std::string_view name) {
    std::vector<std::string_view> all;
    if (name.starts_with('Z')) name.remove_prefix(1);  // within a function of that
    if (name.starts_with('N')) name.remove_prefix(1);
    while (!name.empty() && std::string_view("rVKRO").find(name[0]) != std::string_view::npos)
        name.remove_prefix(1);
    if (name.size() > 1 && name[0] == 'S' &&
        std::string_view("tabsiod").find(name[1]) != std::string_view::npos) {
        all.emplace_back("std");
        name.remove_prefix(2);
    }
    while (!name.empty() && std::isdigit(static_cast<unsigned char>(name[0])) != 0) {
        std::size_t length = 0, digits = 0;
        while (digits < name.size() && digits < 5 &&
               std::isdigit(static_cast<unsigned char>(name[digits])) != 0)
            length = length * 10 + static_cast<std::size_t>(name[digits++] - '0');
        if (length > name.size() - digits) break;
        all.push_back(name.substr(digits, length));
        name.remove_prefix(digits + length);
    }
    return all;
}

bool has_part(std::string_view mangled, std::string_view part) {
    return mangled.find(std::to_string(part.size()) + std::string(part)) != mangled.npos;
}

// --- Imports -----------------------------------------------------------------

// The C functions that a student's program may use.
constexpr std::string_view plain[] = {
    // clang-format off
    // The compiler's and the loader's own.
    "__gmon_start__", "_ITM_registerTMCloneTable", "_ITM_deregisterTMCloneTable",
    "__cxa_finalize", "__tls_get_addr", "__libc_single_threaded", "__stack_chk_fail",
    "__dso_handle", "_GLOBAL_OFFSET_TABLE_", "__pthread_key_create", "__gxx_personality_v0",
    "__gcc_personality_v0", "__dynamic_cast", "__once_proxy", "__emutls_get_address", "__register_frame_info",
    "__deregister_frame_info", "_Jv_RegisterClasses", "__ctype_b_loc", "__ctype_tolower_loc",
    "__ctype_toupper_loc", "__ctype_get_mb_cur_max", "__errno_location", "__assert_fail",
    "__fpclassify", "__isnan", "__isinf", "__finite", "__signbit", "__signbitf", "__signbitl",
    "__powitf2", "__muldc3", "__mulsc3", "__divdc3", "__divsc3", "__muloti4", "__divti3", "__udivti3", "__modti3", "__umodti3",
    // Memory and strings.
    "memchr", "memcmp", "memcpy", "memmem", "memmove", "memrchr", "memset", "mempcpy",
    "rawmemchr", "bcmp", "bzero", "stpcpy", "strcasecmp", "strcat", "strchr", "strchrnul",
    "strcmp", "strcoll", "strcpy", "strcspn", "strdup", "strerror", "strerror_r", "strlen", "strncasecmp",
    "strncat", "strncmp", "strncpy", "strndup", "strnlen", "strpbrk", "strrchr", "strsep",
    "strspn", "strcasestr", "strstr", "index", "rindex", "memccpy", "wcscmp", "wcsncmp", "wcscpy",
    "vswprintf", "swprintf", "strtok", "strtok_r", "strxfrm", "wcslen", "wmemchr", "wmemcmp",
    "wmemcpy", "wmemmove", "wmemset", "btowc", "wctob", "mbrtowc", "wcrtomb", "mbstowcs",
    "wcstombs", "malloc", "calloc", "realloc", "free", "aligned_alloc", "posix_memalign",
    // Characters and numbers.
    "setlocale", "localeconv",
    "isalnum", "isalpha", "isblank", "iscntrl", "isdigit", "isgraph", "islower", "isprint",
    "ispunct", "isspace", "isupper", "isxdigit", "tolower", "toupper", "iswalpha", "iswdigit",
    "iswspace", "towlower", "towupper", "abs", "labs", "llabs", "div", "ldiv", "lldiv", "atof",
    "atoi", "atol", "atoll", "strtod", "strtof", "strtold", "strtol", "strtoll", "strtoul",
    "strtoull", "strtoimax", "strtoumax", "imaxabs", "imaxdiv", "ffs", "ffsl", "ffsll", "rand", "rand_r", "srand", "random", "srandom", "drand48", "lrand48", "srand48",
    "qsort", "qsort_r", "bsearch",
    // The end.
    "abort", "exit", "atexit", "__cxa_atexit", "__cxa_thread_atexit", "quick_exit",
    "at_quick_exit",
    // Printing, to the existing streams.
    "printf", "fprintf", "sprintf", "snprintf", "vprintf", "vfprintf", "vsprintf", "vsnprintf", "vsscanf",
    "puts", "fputs", "putchar", "putc", "fputc", "fwrite", "fflush", "ferror", "feof", "clearerr",
    "perror", "setvbuf", "setbuf", "scanf", "sscanf", "fscanf", "getchar", "getc", "fgetc",
    "fgets", "getline", "ungetc", "fread", "putchar_unlocked", "getchar_unlocked", "isatty", "stdin", "stdout", "stderr", "fileno", "flockfile",
    "funlockfile", "__printf_chk", "__fprintf_chk", "__sprintf_chk", "__snprintf_chk",
    "__vsnprintf_chk", "__vprintf_chk", "__vfprintf_chk", "__vsprintf_chk", "__memcpy_chk",
    "__memmove_chk", "__memset_chk", "__strcpy_chk", "__strcat_chk", "__strncpy_chk",
    "__strncat_chk", "__fgets_chk",
    // Time, and blocking, which is a common wrong attempt.
    "time", "clock", "difftime", "mktime", "gmtime", "gmtime_r", "localtime", "localtime_r",
    "asctime", "asctime_r", "ctime", "ctime_r", "timegm", "strftime", "clock_gettime", "clock_getres", "gettimeofday", "timespec_get", "nanosleep",
    "clock_nanosleep", "sleep", "usleep", "thrd_sleep", "sched_yield",
    // Threads, by way of std::thread and std::mutex.
    "pthread_mutex_lock", "pthread_mutex_trylock", "pthread_mutex_unlock", "pthread_mutex_init",
    "pthread_mutex_destroy", "pthread_mutex_clocklock", "pthread_mutex_timedlock",
    "pthread_cond_init", "pthread_cond_destroy", "pthread_cond_wait", "pthread_cond_timedwait",
    "pthread_cond_clockwait", "pthread_cond_signal", "pthread_cond_broadcast", "pthread_once",
    "pthread_self", "pthread_equal", "pthread_join", "pthread_detach", "pthread_rwlock_rdlock",
    "pthread_rwlock_wrlock", "pthread_rwlock_unlock", "pthread_rwlock_tryrdlock",
    "pthread_rwlock_trywrlock", "pthread_key_create", "pthread_getspecific",
    "pthread_mutexattr_init", "pthread_mutexattr_settype", "pthread_mutexattr_destroy",
    "pthread_setspecific", "pthread_rwlock_init", "pthread_rwlock_destroy",
    "pthread_rwlock_clockrdlock", "pthread_rwlock_clockwrlock", "__pthread_mutex_lock",
    // clang-format on
};
// And in all their kinds: sin, sinf, sinl, __isoc23_strtol, __cxa_throw.
constexpr std::string_view plain_beginnings[] = {"__isoc23_", "__isoc99_", "__cxa_",
                                                 "_Unwind_",  "__atomic_", "__sync_"};
constexpr std::string_view mathematics[] = {
    "acos",       "acosh",     "asin",      "asinh",  "atan",   "atan2",   "atanh",   "cbrt",
    "ceil",       "cos",       "cosh",      "erf",    "erfc",   "exp",     "exp2",    "expm1",
    "fabs",       "fdim",      "floor",     "fma",    "fmax",   "fmin",    "fmod",    "frexp",
    "hypot",      "exp10",     "j0",        "j1",     "jn",     "y0",      "y1",      "yn",
    "nexttoward", "roundeven", "cabs",      "cacos",  "cacosh", "carg",    "casin",   "casinh",
    "catan",      "catanh",    "ccos",      "ccosh",  "cexp",   "cimag",   "clog",    "clog10",
    "conj",       "cpow",      "cproj",     "creal",  "csin",   "csinh",   "csqrt",   "ctan",
    "ctanh",      "ilogb",     "ldexp",     "lgamma", "llrint", "llround", "log",     "log10",
    "log1p",      "log2",      "logb",      "lrint",  "lround", "modf",    "nan",     "nearbyint",
    "nextafter",  "pow",       "remainder", "remquo", "rint",   "round",   "scalbln", "scalbn",
    "sin",        "sinh",      "sqrt",      "tan",    "tanh",   "tgamma",  "trunc",   "sincos",
    "copysign"};

bool is_plain(std::string_view name) {
    if (std::ranges::find(plain, name) != std::end(plain)) return true;
    for (const std::string_view beginning : plain_beginnings)
        if (name.starts_with(beginning)) return name != "__cxa_demangle";
    // For a plug-in that is compiled with sanitizers; the host of any other has none of these.
    for (const std::string_view beginning : {"__asan_", "__ubsan_", "__sanitizer_", "__lsan_"})
        if (name.starts_with(beginning)) return true;
    std::string_view base = name;
    if (base.ends_with('f') || base.ends_with('l'))
        base.remove_suffix(std::ranges::find(mathematics, name) == std::end(mathematics) ? 1 : 0);
    return std::ranges::find(mathematics, base) != std::end(mathematics);
}

// A kind of thing that no exercise needs, and what to do instead.
struct Foreign {
    std::string_view what, advice;
};
constexpr Foreign files{"uses files", "No exercise needs any: print with lesson::say."};
constexpr Foreign the_checks{"uses the check's own functions", "No exercise needs that."};

std::string said(const std::string& file, const Foreign& foreign, std::string_view name) {
    return fmt::format("{} {} ({}). {}", file, foreign.what, name, foreign.advice);
}

std::string foreign_std(std::string_view name, const std::string& file) {
    constexpr std::pair<std::string_view, std::string_view> streams[] = {
        {"basic_ofstream", "std::ofstream"}, {"basic_ifstream", "std::ifstream"},
        {"basic_fstream", "std::fstream"},   {"basic_filebuf", "std::filebuf"},
        {"__basic_file", "std::filebuf"},    {"filesystem", "std::filesystem"}};
    for (const auto& [part, spelling] : streams)
        if (has_part(name, part)) return said(file, files, spelling);
    for (const std::string_view part :
         {"set_terminate", "set_unexpected", "set_new_handler", "get_new_handler"})
        if (has_part(name, part))
            return fmt::format("{} uses std::{}. No exercise needs that.", file, part);
    return {};
}

std::string foreign_aio(std::string_view name, const std::string& file) {
    if (has_part(name, "CookieJar") && (has_part(name, "save") || has_part(name, "load")))
        return said(
            file, files,
            "aio::http::CookieJar::" + std::string(has_part(name, "save") ? "save" : "load"));
    return {};
}

// What the standard library uses when a thread waits.
std::string foreign_plain(std::string_view name, const std::string& file) {
    if (is_plain(name)) return {};
    if (name == "syscall")
        return file +
               " uses std::latch or something like it, which blocks the whole thread. A task waits "
               "with aio::Event, aio::Semaphore or aio::Barrier.";
    if (name == "fopen" || name == "fopen64" || name == "freopen" || name == "tmpfile" ||
        name == "open" || name == "opendir")
        return said(file, files, name);
    return fmt::format("{} uses {}. No exercise needs that.", file, name);
}

std::string foreign_import(std::string_view name, const std::string& file) {
    if (!name.starts_with("_Z")) return foreign_plain(name, file);
    const std::string_view rest = bare(name);
    if (rest.starts_with("nw") || rest.starts_with("na") || rest.starts_with("dl") ||
        rest.starts_with("da"))
        return {};
    const std::string room = namespace_of(name);
    if (room == "std") return foreign_std(name, file);
    if (room == "aio" || room.starts_with("aio::")) return foreign_aio(name, file);
    if (room == "fmt" || room.starts_with("fmt::")) {
        for (const std::string_view part : {"buffered_file", "ostream", "pipe", "file"})
            if (has_part(name, part)) return said(file, files, "fmt::" + std::string(part));
        return {};
    }
    if (room == "lesson" && name.starts_with("_ZN6lesson3say")) return {};
    if (room == "__cxxabiv1") return {};
    if (room == "asio" || room.starts_with("asio::"))
        return file + " uses Asio directly. The exercises need only aio and aio::http.";
    for (const std::string_view ours : {"check", "doctest"})
        if (room == ours || room.starts_with(std::string(ours) + "::"))
            return said(file, the_checks, readable(name));
    for (const std::string_view ours : {"lesson", "timeline", "terminal", "lesson_server", "CLI",
                                        "nlohmann", "coach", "process", "__gnu_cxx"})
        if (room == ours || room.starts_with(std::string(ours) + "::"))
            return fmt::format("{} uses {}. No exercise needs that.", file, readable(name));
    return {};  // its own, perhaps forgotten: the loader will say so
}

// --- Definitions -------------------------------------------------------------

std::string foreign_definition(const ElfFile::Symbol& symbol, const std::set<std::string>& host,
                               const std::string& file) {
    const std::string_view name = symbol.name;
    const auto refused = [&](std::string_view what) {
        return fmt::format("{} defines {}, which an exercise must not define.", file, what);
    };
    if (symbol.is_indirect) return refused(readable(name));
    if (!name.starts_with("_Z")) {
        // A main() of one's own, to try something, does no harm.
        const bool is_theirs = !symbol.weak && name != "main" && host.contains(std::string(name));
        return is_theirs ? refused(name) : "";
    }
    const std::string room = namespace_of(name);
    const std::string first = room.substr(0, room.find(':'));
    if (first == "doctest") return refused("test cases");
    // It may include one of the check's headers, bar.hpp.
    if (first == "check" && !has_part(name, "Bar")) return refused(readable(name));
    if (symbol.weak) return {};
    const std::string_view rest = bare(name);
    // operator new and delete; but the placement forms are inline, so they are weak.
    for (const std::string_view memory : {"nw", "na", "dl", "da"})
        if (rest.starts_with(memory)) return refused("operator new or delete");
    for (const std::string_view ours : {"aio", "lesson", "timeline", "check", "fmt", "std",
                                        "terminal", "lesson_server", "__cxxabiv1", "__gnu_cxx"})
        if (first == ours) return refused(readable(name));
    return {};
}

// --- Sections ----------------------------------------------------------------

std::string foreign_section(const ElfFile::Section& section, const std::string& file) {
    constexpr std::array code{".text", ".init", ".fini", ".plt", ".plt.got", ".plt.sec", ".iplt"};
    constexpr std::array data{".dynsym",       ".dynstr",           ".gnu.hash",      ".hash",
                              ".gnu.version",  ".gnu.version_r",    ".gnu.version_d", ".rela.dyn",
                              ".rela.plt",     ".relr.dyn",         ".rodata",        ".eh_frame",
                              ".eh_frame_hdr", ".gcc_except_table", ".tdata",         ".tbss",
                              ".init_array",   ".fini_array",       ".data.rel.ro",   ".dynamic",
                              ".got",          ".got.plt",          ".relro_padding", ".data",
                              ".bss",          ".tm_clone_table",   ".sframe",        ".rel.dyn",
                              ".rel.plt"};
    if (!section.loaded) return {};
    if (section.executable) {
        if (!section.writable && std::ranges::find(code, section.name) != code.end()) return {};
    } else if (std::ranges::find(data, section.name) != data.end() ||
               section.name.starts_with(".note.") || section.name.starts_with("asan_")) {
        return {};
    }
    return fmt::format("{} has a section {}. No exercise needs a section of its own.", file,
                       section.name);
}

std::string foreign_library(std::string_view name, const std::string& file) {
    for (const std::string_view known :
         {"libc.so.", "libm.so.", "libstdc++.so.", "libgcc_s.so.", "ld-linux", "libpthread.so.",
          "libatomic.so.", "ld64.so.", "libasan.so.", "libubsan.so."})
        if (name.starts_with(known)) return {};
    return fmt::format("{} links the library {}. No exercise needs another library.", file, name);
}

}  // namespace

std::string namespace_of(std::string_view mangled) {
    if (!mangled.starts_with("_Z")) return {};
    const std::vector<std::string_view> all = parts(bare(mangled));
    // Names in std are not split; of the others the last part is the name itself.
    if (!all.empty() && all.front() == "std") return "std";
    std::string text;
    for (std::size_t i = 0; i + 1 < all.size(); ++i)
        text += (i == 0 ? "" : "::") + std::string(all[i]);
    return text;
}

std::set<std::string> plain_names(const std::filesystem::path& program) {
    const ElfFile file(program);
    std::set<std::string> names;
    for (const ElfFile::Symbol& symbol : file.symbols())
        if (!symbol.name.empty() && !symbol.name.starts_with("_Z")) names.emplace(symbol.name);
    return names;
}

std::string foreign_code(const ElfFile& plugin, const std::set<std::string>& of_the_host,
                         const std::string& file) {
    std::string found;
    const auto has_found = [&](std::string trouble) {
        found = std::move(trouble);
        return !found.empty();
    };
    for (const ElfFile::Section& section : plugin.sections())
        if (has_found(foreign_section(section, file))) return found;
    for (const std::string_view library : plugin.needed())
        if (has_found(foreign_library(library, file))) return found;
    if (plugin.has_paths() || plugin.changes_code())
        return file + " gives the loader a search path, or code to change. No exercise needs that.";
    // Some versions of std::thread name it.
    const bool has_thread = std::ranges::any_of(plugin.symbols(), [](const auto& symbol) {
        return symbol.name.starts_with("_ZNSt6thread15_M_start_thread");
    });
    for (const ElfFile::Symbol& symbol : plugin.symbols()) {
        if (symbol.name.empty() || (has_thread && symbol.name == "pthread_create")) continue;
        if (!symbol.defined && has_found(foreign_import(symbol.name, file))) return found;
        if (!symbol.defined) continue;
        if (has_found(foreign_definition(symbol, of_the_host, file))) return found;
        if (symbol.is_data && symbol.section < plugin.sections().size() &&
            plugin.sections()[symbol.section].executable)
            return fmt::format("{} has data in its code section ({}). No exercise needs that.",
                               file, readable(symbol.name));
    }
    return {};
}

}  // namespace coach
