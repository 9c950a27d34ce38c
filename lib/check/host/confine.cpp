// The kernel itself refuses the system calls below, for the rest of this
// process's life (seccomp, by way of libseccomp; `man 2 seccomp`). It lets the
// others pass: a list of what is allowed would be safer, but would break with
// every new libc, sanitizer and compiler.
//
// Time, memory, output and the files that can be read are limited by the coach
// (lib/process/program.hpp).
//
// What this is not: a jail for every kind of malice. A kernel has bugs. For a real
// contest, run each submission in a virtual machine that is thrown away.
#include <check/host/confine.hpp>

#include <fmt/format.h>

#include <cerrno>
#include <cstdint>
#include <cstring>
#include <memory>
#include <stdexcept>
#include <string>

#include <fcntl.h>
#include <linux/capability.h>
#include <linux/sched.h>
#include <seccomp.h>
#include <sys/ioctl.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <sys/syscall.h>
#include <termios.h>
#include <unistd.h>

namespace check {
namespace {

// clang-format off

// Whole calls, by name. One that this processor or this libseccomp does not know is skipped.
constexpr const char* refused[] = {
    // The network. A connected pair of sockets is allowed, see below: the server of
    // lessons 04 to 06 talks to its client over one.
    "socket", "connect", "bind", "listen", "accept", "accept4", "socketcall",
    // Calls that the kernel makes on our behalf, past this filter.
    "io_uring_setup", "io_uring_enter", "io_uring_register",
    // Other processes: to start one, and to meddle with one.
    "fork", "vfork", "execve", "execveat", "setsid", "setpgid",
    "tkill", "pidfd_open", "pidfd_send_signal", "pidfd_getfd", "ptrace", "kcmp",
    "process_vm_readv", "process_vm_writev", "process_madvise", "process_mrelease",
    "migrate_pages", "move_pages", "setpriority", "ioprio_set", "sched_setattr",
    "sched_setscheduler", "sched_setparam", "sched_setaffinity", "setrlimit",
    "get_robust_list", "getpgid", "getsid",
    // Files: to make, change, move or remove one, or what is known of it.
    "creat", "mkdir", "mkdirat", "mknod", "mknodat", "link", "linkat", "symlink", "symlinkat",
    "rename", "renameat", "renameat2", "unlink", "unlinkat", "rmdir",
    "truncate", "truncate64", "ftruncate", "ftruncate64", "fallocate",
    "chmod", "fchmod", "fchmodat", "chown", "chown32", "fchown", "fchown32",
    "fchownat", "lchown", "lchown32", "utime", "utimes", "utimensat", "utimensat_time64",
    "futimesat", "setxattr", "lsetxattr", "fsetxattr", "removexattr", "lremovexattr",
    "fremovexattr", "open_by_handle_at", "flock", "sync", "syncfs", "quotactl", "quotactl_fd",
    "fanotify_init",
    // Memory that others could see, or that a file would hide in.
    "memfd_create", "memfd_secret", "shmget", "shmat", "shmctl", "msgget", "msgsnd", "msgrcv",
    "msgctl", "semget", "semop", "semtimedop", "semctl", "mq_open", "mq_unlink", "userfaultfd",
    // The machine.
    "mount", "umount", "umount2", "mount_setattr", "move_mount", "open_tree", "fsopen",
    "fsconfig", "fsmount", "fspick", "pivot_root", "chroot", "setns", "unshare", "bpf",
    "perf_event_open", "add_key", "request_key", "keyctl", "init_module", "finit_module",
    "delete_module", "kexec_load", "kexec_file_load", "reboot", "swapon", "swapoff", "acct",
    "settimeofday", "clock_settime", "clock_settime64", "clock_adjtime", "clock_adjtime64",
    "adjtimex", "stime", "sethostname", "setdomainname", "iopl", "ioperm", "modify_ldt",
    "vhangup", "syslog", "nfsservctl", "lookup_dcookie", "personality", "setuid", "setgid",
    "setreuid", "setregid", "setresuid", "setresgid", "setgroups", "capset",
};

// clang-format on

// Calls of which libc knows an older form, one whose arguments can be checked. Told that the kernel
// lacks the new one, it uses that.
constexpr const char* unknown[] = {"clone3", "openat2"};

// This list was written for Linux 6.1; calls added since then, or yet to come, are treated as if
// they did not exist. These numbers are the same on every processor.
constexpr int first_unknown_number = 452, last_unknown_number = 600;

// What may be asked of a descriptor: whether it is a terminal, how wide, how much there is to read,
// and not to block. The rest of the first hundred, and all above, could type into a terminal or
// change a file system.
constexpr unsigned long harmless_requests[] = {TCGETS,  TIOCGWINSZ, FIONREAD, FIONBIO,
                                               FIOCLEX, FIONCLEX,   FIOASYNC};
constexpr unsigned long first_request = TCGETS, last_request = FIOASYNC;

bool is_harmless(unsigned long request) {
    for (const unsigned long one : harmless_requests)
        if (one == request) return true;
    return false;
}

class Filter {
public:
    Filter() : context_(seccomp_init(SCMP_ACT_ALLOW), seccomp_release) {
        if (!context_) fail(ENOMEM);
    }

    void refuse(const char* name) { add(EACCES, number(name)); }
    // Only with such an argument; several conditions must all hold.
    template <class... Conditions>
    void refuse(const char* name, Conditions... conditions) {
        add(EACCES, number(name), conditions...);
    }
    void deny_knowledge_of(int number) { add(ENOSYS, number); }
    void deny_knowledge_of(const char* name) { add(ENOSYS, number(name)); }

    void load() {
        // For all threads: by now a sanitizer has one of its own.
        check(seccomp_attr_set(context_.get(), SCMP_FLTATR_CTL_TSYNC, 1));
        // A tree, not a list: 250 comparisons for each read() would be noticeable.
        check(seccomp_attr_set(context_.get(), SCMP_FLTATR_CTL_OPTIMIZE, 2));
        check(seccomp_load(context_.get()));
    }

private:
    static int number(const char* name) { return seccomp_syscall_resolve_name(name); }

    template <class... Conditions>
    void add(int error, int number, Conditions... conditions) {
        if (number == __NR_SCMP_ERROR) return;
        check(seccomp_rule_add(context_.get(), SCMP_ACT_ERRNO(static_cast<unsigned>(error)), number,
                               sizeof...(conditions), conditions...));
    }
    static void check(int result) {
        if (result < 0) fail(-result);
    }
    [[noreturn]] static void fail(int error) {
        throw std::runtime_error(
            fmt::format("cannot confine the exercise ({}): this needs a Linux kernel with seccomp, "
                        "and a container that does not forbid it",
                        std::strerror(error)));
    }

    std::unique_ptr<void, void (*)(scmp_filter_ctx)> context_;
};

// Conditions on an argument. The kernel looks at 32 bits of an int, and so must
// we: the others may hold anything.
scmp_arg_cmp is(unsigned arg, std::uint32_t value) {
    return {arg, SCMP_CMP_MASKED_EQ, 0xffffffff, value};
}
scmp_arg_cmp has(unsigned arg, std::uint32_t bits) { return {arg, SCMP_CMP_MASKED_EQ, bits, bits}; }
scmp_arg_cmp has_not(unsigned arg, std::uint32_t bits) {
    return {arg, SCMP_CMP_MASKED_EQ, bits, 0};
}
scmp_arg_cmp is_not(unsigned arg, std::uint64_t value) { return {arg, SCMP_CMP_NE, value, 0}; }

void refuse_to_write_files(Filter& filter) {
    for (const std::uint32_t flag : {O_WRONLY, O_RDWR, O_CREAT, O_TRUNC, O_APPEND}) {
        filter.refuse("open", has(1, flag));
        filter.refuse("openat", has(2, flag));
    }
    for (unsigned long request = first_request; request <= last_request; ++request)
        if (!is_harmless(request))
            filter.refuse("ioctl", is(1, static_cast<std::uint32_t>(request)));
    filter.refuse("ioctl", scmp_arg_cmp{1, SCMP_CMP_LT, first_request, 0});
    filter.refuse("ioctl", scmp_arg_cmp{1, SCMP_CMP_GT, last_request, 0});
}

void refuse_to_reach_others(Filter& filter) {
    // A stream is connected for good; a datagram could be sent to any address.
    filter.refuse("socketpair", is_not(0, AF_UNIX));
    for (const std::uint32_t type : {SOCK_DGRAM, SOCK_RAW})
        filter.refuse("socketpair", has(1, type));

    // A thread is a clone that shares all; a process is one that does not.
    filter.refuse("clone", has_not(0, CLONE_THREAD));

    // abort() sends a signal, too: to itself.
    const auto self = static_cast<std::uint64_t>(getpid());
    for (const char* name : {"kill", "tgkill", "rt_sigqueueinfo", "rt_tgsigqueueinfo"})
        filter.refuse(name, is_not(0, self));
    // Ask for a signal when a descriptor is ready, but for somebody else.
    for (const std::uint32_t command : {F_SETOWN, F_SETOWN_EX, F_SETSIG})
        filter.refuse("fcntl", is(1, command));

    // Its limits may be asked for, not changed: root could raise them again.
    filter.refuse("prlimit64", is_not(2, 0));
    // Those of others may not even be asked for. (libc refers to itself as 0. It asks for each
    // thread, by its number, on which processors it may run: sched_getaffinity stays.)
    for (const char* name : {"prlimit64", "sched_getparam", "sched_getscheduler", "sched_getattr"})
        filter.refuse(name, is_not(0, 0));
    // Nor may it outlive the coach, or let others look into its memory.
    for (const std::uint32_t option : {PR_SET_PDEATHSIG, PR_SET_DUMPABLE, PR_SET_PTRACER})
        filter.refuse("prctl", is(0, option));
}

// Root's powers, except the one to read a file wherever it is: what is loaded next may be in a
// folder that only its owner can enter.
void drop_capabilities() {
    __user_cap_header_struct header{_LINUX_CAPABILITY_VERSION_3, 0};
    __user_cap_data_struct sets[_LINUX_CAPABILITY_U32S_3] = {};
    if (syscall(SYS_capget, &header, sets) != 0) return;
    constexpr std::uint32_t kept = 1U << CAP_DAC_READ_SEARCH;
    const std::uint32_t low = sets[0].permitted & kept;
    sets[0] = {.effective = low, .permitted = low, .inheritable = 0};
    sets[1] = {};
    syscall(SYS_capset, &header, sets);
}

}  // namespace

void confine() {
    // Another submission, checked at the same time, must not look into this one's
    // memory, nor this one leave its memory behind as a core file.
    prctl(PR_SET_DUMPABLE, 0);
    drop_capabilities();

    Filter filter;
    for (const char* name : refused) filter.refuse(name);
    for (const char* name : unknown) filter.deny_knowledge_of(name);
    for (int number = first_unknown_number; number <= last_unknown_number; ++number)
        filter.deny_knowledge_of(number);
    refuse_to_write_files(filter);
    refuse_to_reach_others(filter);
    filter.load();
}

}  // namespace check
