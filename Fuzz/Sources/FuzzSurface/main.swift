// SPDX-License-Identifier: Apache-2.0

// Fuzzes what a server declares: two surfaces, their pins, and the difference between them.

/// Called by libFuzzer for each input; a broken invariant traps, so that the input is kept.
@c(LLVMFuzzerTestOneInput)
public func fuzzOneInput(_ start: UnsafePointer<UInt8>?, _ count: Int) -> CInt {
    let bytes = unsafe Array(UnsafeBufferPointer(start: start, count: count))
    if let broken = SurfaceInvariants.firstBroken(by: bytes) {
        fatalError(broken)
    }
    return 0
}
