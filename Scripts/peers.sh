#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
#
# Sets up the Python environments of the real peers under .peers/ (git-ignored): one for each generation of the MCP
# SDK, one with public servers, one with tools. Nothing is touched where an environment is already as described here.
# Packages come through pip with the configuration of whoever runs this. Needs python3 (3.10 or later) with venv.
#
#   Scripts/peers.sh            set up everything that is missing
#   Scripts/peers.sh NAME…      only these environments
#   Scripts/peers.sh --list     say what would be there, install nothing

set -eu

root=$(cd "$(dirname "$0")/.." && pwd)
peers=${WARD_PEERS:-$root/.peers}
python=${PYTHON:-python3}

# name | wanted | taken when the first set does not install together. The early SDKs import a private name that pydantic
# dropped in 2.12.
environments() {
    cat <<'TABLE'
tools|jsonschema>=4.20 uv|jsonschema uv
mcp-1.6.0|mcp==1.6.0 fastmcp==2.2.0 pydantic<2.12|mcp==1.6.0 pydantic<2.12
mcp-1.9.4|mcp==1.9.4 fastmcp==2.6.1 pydantic<2.12|mcp==1.9.4 pydantic<2.12
mcp-1.22.0|mcp==1.22.0 fastmcp==2.13.3|mcp==1.22.0
mcp-1.30.0|mcp==1.30.0 fastmcp==3.4.10 mcp-proxy==0.12.0|mcp==1.30.0
mcp-2.3.0|mcp==2.3.0 fastmcp==4.1.0|mcp==2.3.0
servers|mcp-server-time==2026.10.19 mcp-server-git==2026.10.19|mcp-server-time mcp-server-git
TABLE
}

if [ "${1:-}" = "--list" ]; then
    environments | while IFS='|' read -r name wanted _; do printf '%-12s %s\n' "$name" "$wanted"; done
    exit 0
fi

only=" $* "
wanted_here() { [ "$only" = "  " ] || case "$only" in *" $1 "*) true ;; *) false ;; esac; }
for name in "$@"; do
    environments | grep -q "^$name|" || { echo "peers: error: no environment \`$name\`; see --list" >&2; exit 64; }
done

say() { printf 'peers: %s\n' "$*"; }

# Makes one environment. Every environment but `tools` is without a pip of its own: the one in `tools` serves all.
# The directory is built beside its place and moved there only when complete, but for the scripts' own paths a
# virtual environment cannot be moved, so it is built in place and its stamp is written last.
make_environment() {
    name=$1 wanted=$2 fallback=$3
    home=$peers/$name
    stamp="$wanted | $fallback | $("$python" -c 'import sys; print(sys.version_info[:2], sys.base_prefix)')"
    if [ -f "$home/.stamp" ] && [ "$(cat "$home/.stamp")" = "$stamp" ]; then
        return 0
    fi
    rm -rf "$home"
    say "$name: installing $wanted"
    if [ "$name" = tools ]; then
        "$python" -m venv "$home"
        "$home/bin/python" -m pip install --quiet --disable-pip-version-check --upgrade 'pip>=23.1'
    else
        "$python" -m venv --without-pip "$home"
    fi
    # The requirements are split on purpose.
    # shellcheck disable=SC2086
    if ! install "$home" $wanted >"$home/install.log" 2>&1; then
        say "$name: that set does not install (see $home/install.log), installing $fallback"
        # shellcheck disable=SC2086
        if ! install "$home" $fallback >>"$home/install.log" 2>&1; then
            tail -n 20 "$home/install.log" >&2
            say "$name: failed" >&2
            return 1
        fi
    fi
    printf '%s' "$stamp" >"$home/.stamp"
}

install() {
    target=$1
    shift
    "$peers/tools/bin/python" -m pip --python "$target/bin/python" install --quiet --no-compile --no-input \
        --disable-pip-version-check "$@"
}

if ! "$python" -c 'import sys, venv, ensurepip; sys.exit(sys.version_info < (3, 10))' 2>/dev/null; then
    say "needs python3 3.10 or later with venv (Debian: apt-get install python3 python3-venv)" >&2
    exit 1
fi

mkdir -p "$peers"
# The others are installed with the pip in `tools`, two at a time: one waits for the network while the other unpacks.
environments | grep '^tools|' | while IFS='|' read -r name wanted fallback; do
    make_environment "$name" "$wanted" "$fallback"
done
for half in 0 1; do
    environments | grep -v '^tools|' | awk -v half="$half" 'NR % 2 == half' | {
        while IFS='|' read -r name wanted fallback; do
            wanted_here "$name" || continue
            make_environment "$name" "$wanted" "$fallback" || exit 1
        done
    } &
    pids="${pids:-} $!"
done
for pid in $pids; do
    wait "$pid" || exit 1
done
