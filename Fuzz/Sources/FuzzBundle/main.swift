// SPDX-License-Identifier: Apache-2.0

// Fuzzes the reader of bundles: any bytes, and what every archive must keep.

/// Called by libFuzzer for each input; a broken invariant traps, so that the input is kept.
@c(LLVMFuzzerTestOneInput)
public func fuzzOneInput(_ start: UnsafePointer<UInt8>?, _ count: Int) -> CInt {
    let bytes = unsafe Array(UnsafeBufferPointer(start: start, count: count))
    if let broken = BundleInvariants.firstBroken(by: bytes) {
        fatalError(broken)
    }
    return 0
}
