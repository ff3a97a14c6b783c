#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
#
# Fuzzes each target for the given number of seconds, one after the other, from its corpus in Fuzz/Corpus. A finding is written
# below Fuzz/.build/found and ends the run; `Fuzz/.build/release/TARGET FILE` replays it. New inputs that reach new code are kept
# beside the build and never in the corpus: what belongs there is chosen by a person.
#
#     Scripts/fuzz.sh SECONDS [TARGET…]

set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/../Fuzz"

readonly seconds=${1:?usage: Scripts/fuzz.sh SECONDS [TARGET…]}
shift
targets=("$@")
((${#targets[@]})) || targets=(FuzzJSON FuzzFraming FuzzSession FuzzSource FuzzLock FuzzSurface FuzzTree FuzzPackageLock FuzzBundle FuzzPattern FuzzSchema)

# Swift's own backtraces would take the crash away from the fuzzer.
export SWIFT_BACKTRACE=enable=no
# The compiler heeds only the last `-sanitize`, and two `--sanitize` come to it in no fixed order: so both in one.
# Some readers are no business of other packages: `-enable-testing` shows them to their targets here.
build=(swift build -c release --sanitize=fuzzer -Xswiftc -sanitize=fuzzer,address -Xswiftc -enable-testing)
echo "fuzz: building ${targets[*]}"
"${build[@]}"
built=$("${build[@]}" --show-bin-path)

# Without these a run would find nothing and say so.
for target in "${targets[@]}"; do
    for symbol in __asan_init __sanitizer_cov_8bit_counters_init; do
        grep -aq "$symbol" "$built/$target" || {
            echo "fuzz: error: $target was built without $symbol" >&2
            echo "fuzz: hint: remove Fuzz/.build and try again" >&2
            exit 1
        }
    done
done

for target in "${targets[@]}"; do
    found=.build/found/$target
    mkdir -p "$found"
    echo "fuzz: $target for $seconds s"
    "$built/$target" "$found" "Corpus/${target#Fuzz}" \
        -artifact_prefix=".build/found/$target-" -max_total_time="$seconds" -timeout=5 -rss_limit_mb=4096 -print_final_stats=1 -verbosity=0
done
echo "fuzz: no finding"
