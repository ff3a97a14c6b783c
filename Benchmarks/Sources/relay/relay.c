// SPDX-License-Identifier: Apache-2.0

// The baseline for every proxy: a process between two pairs of pipes that reads, writes and looks at nothing.
//
//     relay COMMAND ARGS…
//
// One thread, poll, and one read and one write for each chunk: what any relay in a process of its own must cost.

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <spawn.h>
#include <stdio.h>
#include <sys/wait.h>
#include <unistd.h>

extern char **environ;

enum { chunk_size = 64 * 1024 };

static int write_all(int descriptor, const char *bytes, size_t count) {
    while (count > 0) {
        ssize_t written = write(descriptor, bytes, count);
        if (written < 0) {
            if (errno == EINTR) continue;
            return -1;
        }
        bytes += written;
        count -= (size_t)written;
    }
    return 0;
}

// Copies one chunk; 0 at the end of the source or when the destination is gone.
static int copy_chunk(int source, int destination) {
    static char chunk[chunk_size];
    ssize_t count;
    do {
        count = read(source, chunk, sizeof chunk);
    } while (count < 0 && errno == EINTR);
    if (count <= 0) return 0;
    return write_all(destination, chunk, (size_t)count) == 0;
}

int main(int argc, char **argv) {
    int down[2];
    int up[2];
    if (argc < 2) {
        fputs("usage: relay COMMAND ARGS…\n", stderr);
        return 64;
    }
    signal(SIGPIPE, SIG_IGN);
    if (pipe(down) != 0 || pipe(up) != 0) return 1;
    fcntl(down[1], F_SETFD, FD_CLOEXEC);
    fcntl(up[0], F_SETFD, FD_CLOEXEC);

    posix_spawn_file_actions_t actions;
    posix_spawn_file_actions_init(&actions);
    posix_spawn_file_actions_adddup2(&actions, down[0], STDIN_FILENO);
    posix_spawn_file_actions_adddup2(&actions, up[1], STDOUT_FILENO);
    posix_spawn_file_actions_addclose(&actions, down[0]);
    posix_spawn_file_actions_addclose(&actions, up[1]);
    pid_t child;
    if (posix_spawnp(&child, argv[1], &actions, NULL, argv + 1, environ) != 0) {
        perror("relay: error: cannot start the command");
        return 1;
    }
    posix_spawn_file_actions_destroy(&actions);
    close(down[0]);
    close(up[1]);

    struct pollfd ends[2] = {
        {.fd = STDIN_FILENO, .events = POLLIN},
        {.fd = up[0], .events = POLLIN},
    };
    while (ends[1].fd >= 0) {
        if (poll(ends, 2, -1) < 0) {
            if (errno == EINTR) continue;
            break;
        }
        if (ends[1].revents != 0 && !copy_chunk(up[0], STDOUT_FILENO)) ends[1].fd = -1;
        if (ends[0].fd >= 0 && ends[0].revents != 0 && !copy_chunk(STDIN_FILENO, down[1])) {
            close(down[1]);
            ends[0].fd = -1;
        }
    }
    int status = 0;
    waitpid(child, &status, 0);
    return WIFEXITED(status) ? WEXITSTATUS(status) : 1;
}
