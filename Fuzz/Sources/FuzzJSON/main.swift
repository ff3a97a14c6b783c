// SPDX-License-Identifier: Apache-2.0

// Fuzzes WardJSON: any bytes, and the invariants that every text must keep.

/// Called by libFuzzer for each input; a broken invariant traps, so that the input is kept.
@c(LLVMFuzzerTestOneInput)
public func fuzzOneInput(_ start: UnsafePointer<UInt8>?, _ count: Int) -> CInt {
    let bytes = unsafe Array(UnsafeBufferPointer(start: start, count: count))
    if let broken = JSONInvariants.firstBroken(by: bytes) {
        fatalError(broken)
    }
    return 0
}
