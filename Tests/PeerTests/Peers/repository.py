# SPDX-License-Identifier: Apache-2.0
"""Makes a small git repository, always with the same commits."""

import os
import subprocess


def make(path):
    os.makedirs(path)
    environment = {
        "PATH": os.environ["PATH"], "HOME": path, "GIT_CONFIG_GLOBAL": os.devnull, "GIT_CONFIG_NOSYSTEM": "1",
        "GIT_AUTHOR_NAME": "Zoë", "GIT_AUTHOR_EMAIL": "zoe@example.org", "GIT_AUTHOR_DATE": "2026-01-02T03:04:05Z",
        "GIT_COMMITTER_NAME": "Zoë", "GIT_COMMITTER_EMAIL": "zoe@example.org",
        "GIT_COMMITTER_DATE": "2026-01-02T03:04:05Z",
    }

    def git(*arguments):
        subprocess.run(["git", *arguments], cwd=path, env=environment, check=True, stdout=subprocess.DEVNULL)

    git("init", "--quiet", "--initial-branch=main")
    with open(os.path.join(path, "notes.txt"), "w", encoding="utf-8") as file:
        file.write("one\ntwo 日本\n")
    git("add", "notes.txt")
    git("commit", "--quiet", "--message", "Add notes \U0001f600")
    with open(os.path.join(path, "notes.txt"), "a", encoding="utf-8") as file:
        file.write("three\n")
    return path
