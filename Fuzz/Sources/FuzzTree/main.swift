// SPDX-License-Identifier: Apache-2.0

// Fuzzes the manifest of a tree and the cache beside it.

/// Called by libFuzzer for each input; a broken invariant traps, so that the input is kept.
@c(LLVMFuzzerTestOneInput)
public func fuzzOneInput(_ start: UnsafePointer<UInt8>?, _ count: Int) -> CInt {
    let bytes = unsafe Array(UnsafeBufferPointer(start: start, count: count))
    if let broken = TreeInvariants.firstBroken(by: bytes) {
        fatalError(broken)
    }
    return 0
}
