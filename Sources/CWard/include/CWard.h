// SPDX-License-Identifier: Apache-2.0
// What Glibc and Darwin hide from Swift: starting a child between fork and exec, siginfo_t, prctl, signal handlers.
#pragma once
#include <stdbool.h>
#include <sys/types.h>

/// A process to start. All pointers are borrowed for the call; descriptors must be 3 or higher, or -1 to keep Ward's own.
struct ward_launch {
    const char *path;            ///< absolute
    char *const *arguments;      ///< with argv[0], NULL at the end
    char *const *environment;    ///< NULL = inherit
    const char *directory;       ///< NULL = inherit
    int input, output, errors;   ///< become 0, 1 and 2
};

/// The step at which a start failed.
enum ward_stage { WARD_STAGE_START = 1, WARD_STAGE_DIRECTORY, WARD_STAGE_DESCRIPTORS, WARD_STAGE_EXECUTE };

struct ward_failure { int stage, code; };   // enum ward_stage, errno

/// Starts a process: own group, default signal handlers, empty mask, only descriptors 0, 1 and 2.
///
/// On Linux it is killed when the calling *thread* ends, so call this on a thread that outlives the process.
/// Returns its id, or -1 with `failure` filled in.
pid_t ward_start(const struct ward_launch *launch, struct ward_failure *failure);

/// How a process ended: `value` is its exit code or the signal that killed it.
struct ward_end { pid_t process; bool killed; int value; };

/// Waits for a child (`process` 0: any child). `reap` false leaves the zombie, so that its id stays reserved; `block` false only looks.
/// Returns 1 with `end` filled in, 0 if none has ended, or a negative errno (-ECHILD: there is no such child).
int ward_wait(pid_t process, bool reap, bool block, struct ward_end *end);
/// Makes this process the parent of all its orphaned descendants. Returns 0 or a negative errno.
int ward_adopt(void);
/// `pipe2` with O_CLOEXEC; on macOS without, so the caller sets it.
int ward_pipe(int ends[2]);
/// From now on each caught signal is written as one byte to `descriptor` (non-blocking); -1: nowhere.
void ward_signals_report(int descriptor);
/// Catches a signal, unless it was ignored when Ward started (nohup). Returns 1 if caught, 0 if it stays ignored, or a negative errno.
int ward_signal_catch(int signal);
/// Puts back the handler that `ward_signal_catch` replaced.
void ward_signal_release(int signal);
