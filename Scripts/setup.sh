#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
#
# Installs the system packages that building and testing Ward needs, and says what it installs.
# Debian and its relatives by apt-get, macOS by Homebrew; anything else is told what is missing.
# Run again, it finds everything in place and does nothing.
#
# The Swift toolchain is the one thing that it does not install.

set -euo pipefail

readonly SWIFT_MAJOR=6 SWIFT_MINOR=3

say() { printf 'setup: %s\n' "$*"; }
fail() {
    printf 'setup: error: %s\n' "$1" >&2
    shift
    local line
    for line in "$@"; do printf 'setup: hint: %s\n' "$line" >&2; done
    exit 1
}

check_swift() {
    local where="install Swift $SWIFT_MAJOR.$SWIFT_MINOR or newer from https://www.swift.org/install and put its usr/bin on PATH"
    command -v swift >/dev/null || fail "no swift on PATH" "$where"
    local line
    line=$(swift --version 2>/dev/null | grep -m 1 -oE 'Swift version [0-9]+\.[0-9]+' || true)
    [[ $line =~ ([0-9]+)\.([0-9]+) ]] || fail "swift --version does not say a version" "$where"
    local major=${BASH_REMATCH[1]} minor=${BASH_REMATCH[2]}
    if ((major < SWIFT_MAJOR || (major == SWIFT_MAJOR && minor < SWIFT_MINOR))); then
        fail "swift $major.$minor is too old" "$where"
    fi
}

# The peers of the end-to-end tests need Python 3.10, venv and pip's bootstrap.
python_ok() {
    command -v python3 >/dev/null &&
        python3 -c 'import sys, venv, ensurepip; sys.exit(sys.version_info < (3, 10))' 2>/dev/null
}

missing_on_linux() {
    [[ -e /usr/include/sqlite3.h ]] || echo libsqlite3-dev
    [[ -e /usr/include/zlib.h ]] || echo zlib1g-dev
    [[ -e /usr/include/stdio.h ]] || echo libc6-dev
    command -v c++ >/dev/null || echo g++
    command -v strip >/dev/null || echo binutils
    command -v make >/dev/null || echo make
    command -v git >/dev/null || echo git
    command -v node >/dev/null || echo nodejs
    command -v sqlite3 >/dev/null || echo sqlite3
    if ! python_ok; then
        echo python3
        echo python3-venv
    fi
}

missing_on_macos() {
    command -v node >/dev/null || echo node
    python_ok || echo python@3.12
}

setup_linux() {
    local missing
    mapfile -t missing < <(missing_on_linux)
    ((${#missing[@]})) || return 0

    command -v apt-get >/dev/null ||
        fail "missing, by their Debian names: ${missing[*]}" "this is no Debian: install them with your own package manager"
    local -a root=()
    if ((EUID != 0)); then
        command -v sudo >/dev/null ||
            fail "missing: ${missing[*]}" "run as root: apt-get install ${missing[*]}"
        root=(sudo)
    fi

    say "installing with apt-get: ${missing[*]}"
    # `env` because sudo drops the variable otherwise; `${root[@]+…}` because old bash calls an empty array unset.
    ${root[@]+"${root[@]}"} env DEBIAN_FRONTEND=noninteractive apt-get update -qq
    ${root[@]+"${root[@]}"} env DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends "${missing[@]}"

    mapfile -t missing < <(missing_on_linux)
    if ((${#missing[@]})); then
        fail "still missing after the installation: ${missing[*]}" "Python must be 3.10 or newer"
    fi
}

setup_macos() {
    xcode-select -p >/dev/null 2>&1 ||
        fail "the command line tools of Xcode are missing" "run: xcode-select --install"
    local missing=() name
    # macOS ships bash 3.2, which has no mapfile.
    while IFS= read -r name; do missing+=("$name"); done < <(missing_on_macos)
    ((${#missing[@]})) || return 0
    command -v brew >/dev/null ||
        fail "missing: ${missing[*]}" "install Homebrew from https://brew.sh, or those packages by hand"
    say "installing with brew: ${missing[*]}"
    brew install --quiet "${missing[@]}"
}

check_swift
case $(uname -s) in
Linux) setup_linux ;;
Darwin) setup_macos ;;
*) fail "Ward is built on Linux and macOS, not on $(uname -s)" ;;
esac
say "system packages are in place"
