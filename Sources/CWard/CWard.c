// SPDX-License-Identifier: Apache-2.0
#define _GNU_SOURCE
#include "CWard.h"
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdatomic.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#ifdef __linux__
#include <sys/prctl.h>
#include <sys/syscall.h>
#else
#include <crt_externs.h>
#include <spawn.h>
#define environ (*_NSGetEnviron())
#endif

// An inherited "ignore SIGCHLD" would have the kernel reap children itself, and their status would be lost.
static void keep_zombies(void) {
    struct sigaction now;
    if (sigaction(SIGCHLD, NULL, &now) == 0 && (now.sa_handler == SIG_IGN || (now.sa_flags & SA_NOCLDWAIT))) {
        struct sigaction plain = {.sa_handler = SIG_DFL};
        sigaction(SIGCHLD, &plain, NULL);
    }
}

#ifdef __linux__
static void close_from(int first) {
    if (syscall(SYS_close_range, first, ~0U, 0) == 0) return;
    struct rlimit limit;   // an old kernel or a container that forbids the call
    int end = getrlimit(RLIMIT_NOFILE, &limit) == 0 && limit.rlim_cur < 1 << 20 ? (int)limit.rlim_cur : 1 << 20;
    for (int descriptor = first; descriptor < end; descriptor++) close(descriptor);
}

// The child between vfork and exec: async-signal-safe calls only, no return, memory shared with the parent.
static void __attribute__((noinline, noreturn)) become(const struct ward_launch *launch, int report, pid_t parent) {
    struct ward_failure failure = {WARD_STAGE_START, 0};
    struct sigaction plain = {.sa_handler = SIG_DFL};
    sigset_t none;
    for (int signal = 1; signal < NSIG; signal++) sigaction(signal, &plain, NULL);
    sigemptyset(&none);
    if (setpgid(0, 0) != 0) goto failed;
    // Dies with Ward even if Ward is killed with SIGKILL; if that happened before this line, nobody is left to serve.
    if (prctl(PR_SET_PDEATHSIG, SIGKILL) != 0) goto failed;
    if (getppid() != parent) _exit(127);
    failure.stage = WARD_STAGE_DIRECTORY;
    if (launch->directory && chdir(launch->directory) != 0) goto failed;
    failure.stage = WARD_STAGE_DESCRIPTORS;
    if (launch->input >= 0 && dup2(launch->input, 0) < 0) goto failed;
    if (launch->output >= 0 && dup2(launch->output, 1) < 0) goto failed;
    if (launch->errors >= 0 && dup2(launch->errors, 2) < 0) goto failed;
    if (report != 3 && dup3(report, 3, O_CLOEXEC) < 0) goto failed;
    report = 3;
    close_from(4);
    failure.stage = WARD_STAGE_EXECUTE;
    sigprocmask(SIG_SETMASK, &none, NULL);
    execve(launch->path, launch->arguments, launch->environment ? launch->environment : environ);
failed:
    failure.code = errno;
    if (write(report, &failure, sizeof failure) < 0) { /* the parent is gone */ }
    _exit(127);
}

// vfork and not posix_spawn: posix_spawn cannot set the parent-death signal, and cannot say which step failed.
pid_t ward_start(const struct ward_launch *launch, struct ward_failure *failure) {
    int report[2];
    keep_zombies();
    failure->stage = WARD_STAGE_START;
    if (pipe2(report, O_CLOEXEC) != 0) { failure->code = errno; return -1; }
    sigset_t all, before;
    sigfillset(&all);
    pthread_sigmask(SIG_SETMASK, &all, &before);   // no handler may run in the child, which shares our memory
    pid_t parent = getpid(), child = vfork();
    if (child == 0) become(launch, report[1], parent);
    failure->code = errno;
    pthread_sigmask(SIG_SETMASK, &before, NULL);
    close(report[1]);
    ssize_t got = 0;
    while (child > 0 && (got = read(report[0], failure, sizeof *failure)) < 0 && errno == EINTR) {}
    if (got > 0) {   // it never became the program: reap it
        while (waitpid(child, NULL, 0) < 0 && errno == EINTR) {}
        child = -1;
    }
    close(report[0]);
    return child;
}
int ward_adopt(void) { return prctl(PR_SET_CHILD_SUBREAPER, 1, 0, 0, 0) == 0 ? 0 : -errno; }
int ward_pipe(int ends[2]) { return pipe2(ends, O_CLOEXEC); }
#else
pid_t ward_start(const struct ward_launch *launch, struct ward_failure *failure) {
    posix_spawn_file_actions_t actions;
    posix_spawnattr_t attributes;
    sigset_t none, all;
    pid_t child = -1;
    keep_zombies();
    sigemptyset(&none);
    sigfillset(&all);
    posix_spawn_file_actions_init(&actions);
    posix_spawnattr_init(&attributes);
    posix_spawnattr_setflags(&attributes, POSIX_SPAWN_SETPGROUP | POSIX_SPAWN_SETSIGDEF | POSIX_SPAWN_SETSIGMASK |
                                              POSIX_SPAWN_CLOEXEC_DEFAULT);
    posix_spawnattr_setpgroup(&attributes, 0);
    posix_spawnattr_setsigmask(&attributes, &none);
    posix_spawnattr_setsigdefault(&attributes, &all);
    const int sources[3] = {launch->input, launch->output, launch->errors};
    for (int target = 0; target < 3; target++) {
        if (sources[target] >= 0) posix_spawn_file_actions_adddup2(&actions, sources[target], target);
        else posix_spawn_file_actions_addinherit_np(&actions, target);
    }
    if (launch->directory) posix_spawn_file_actions_addchdir_np(&actions, launch->directory);
    int code = posix_spawn(&child, launch->path, &actions, &attributes, launch->arguments,
                           launch->environment ? launch->environment : environ);
    posix_spawn_file_actions_destroy(&actions);
    posix_spawnattr_destroy(&attributes);
    *failure = (struct ward_failure){WARD_STAGE_EXECUTE, code};
    return code == 0 ? child : -1;
}
int ward_adopt(void) { return 0; }   // there is no such thing
int ward_pipe(int ends[2]) { return pipe(ends); }
#endif

int ward_wait(pid_t process, bool reap, bool block, struct ward_end *end) {
    siginfo_t info = {0};
    int options = WEXITED | (reap ? 0 : WNOWAIT) | (block ? 0 : WNOHANG);
    while (waitid(process == 0 ? P_ALL : P_PID, (id_t)process, &info, options) != 0) {
        if (errno != EINTR) return -errno;
    }
    if (info.si_pid == 0) return 0;
    *end = (struct ward_end){info.si_pid, info.si_code != CLD_EXITED, info.si_status};
    return 1;
}

// A handler has no argument but the signal, so where it reports to is the one global of this program.
static atomic_int report_descriptor = -1;
static struct sigaction former[NSIG];

static void report(int signal) {
    int saved = errno, descriptor = atomic_load(&report_descriptor);
    unsigned char byte = (unsigned char)signal;
    if (descriptor >= 0 && write(descriptor, &byte, 1) < 0) { /* full: the reader has enough to do */ }
    errno = saved;
}
void ward_signals_report(int descriptor) { atomic_store(&report_descriptor, descriptor); }

int ward_signal_catch(int signal) {
    struct sigaction action = {.sa_handler = report, .sa_flags = SA_RESTART | SA_ONSTACK};
    if (signal <= 0 || signal >= NSIG) return -EINVAL;
    sigfillset(&action.sa_mask);
    if (sigaction(signal, NULL, &former[signal]) != 0) return -errno;
    if (signal != SIGCHLD && former[signal].sa_handler == SIG_IGN) return 0;
    return sigaction(signal, &action, NULL) == 0 ? 1 : -errno;
}

void ward_signal_release(int signal) { sigaction(signal, &former[signal], NULL); }
