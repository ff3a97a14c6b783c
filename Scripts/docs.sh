#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
#
# Builds the reference of the named targets with docc, and fails at any warning (a broken link, a wrong parameter name).
# Uses no plugin, so that the manifest needs none. The result is .build-docs/archives/TARGET.doccarchive.

set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."

readonly scratch=.build-docs
readonly graphs=$scratch/graphs archives=$scratch/archives
rm -rf "$archives"
mkdir -p "$graphs/all" "$archives"

for target in "$@"; do
    # The compiler writes a target's symbols whenever it compiles it, so what is not compiled anew has its file still.
    swift build --quiet --target "$target" --scratch-path "$scratch" \
        -Xswiftc -emit-symbol-graph -Xswiftc -emit-symbol-graph-dir -Xswiftc "$PWD/$graphs/all"
    [[ -e $graphs/all/$target.symbols.json ]] ||
        { echo "docs: error: no symbols of $target; remove $scratch and try again" >&2; exit 1; }
    rm -rf "${graphs:?}/$target"
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
