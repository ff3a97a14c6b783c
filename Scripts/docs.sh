#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
#
# Builds the reference of the named targets with docc, and fails at any warning (a broken link, a wrong parameter name).
# Uses no plugin, so that the manifest needs none. The result is .build-docs/archives/TARGET.doccarchive.

set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."

readonly scratch=.build-docs
readonly graphs=$scratch/graphs archives=$scratch/archives
rm -rf "$graphs" "$archives"
mkdir -p "$graphs" "$archives"

for target in "$@"; do
    # Without its own compilation, a target that is built already would emit no symbol graph.
    rm -rf "$scratch/debug/$target.build"
    swift build --quiet --target "$target" --scratch-path "$scratch" \
        -Xswiftc -emit-symbol-graph -Xswiftc -emit-symbol-graph-dir -Xswiftc "$PWD/$graphs/all"
    mkdir -p "$graphs/$target"
    # `A.symbols.json` holds the target's own symbols; `A@B.symbols.json` what it adds to types of B.
    find "$graphs/all" \( -name "$target.symbols.json" -o -name "$target@*.symbols.json" \) -exec cp {} "$graphs/$target/" \;

    catalog=()
    [[ ! -d Sources/$target/$target.docc ]] || catalog=("Sources/$target/$target.docc")
    docc convert ${catalog[@]+"${catalog[@]}"} \
        --fallback-display-name "$target" --fallback-bundle-identifier "ward.$target" \
        --additional-symbol-graph-dir "$graphs/$target" --warnings-as-errors \
        --output-path "$archives/$target.doccarchive"
    echo "docs: $archives/$target.doccarchive"
done
