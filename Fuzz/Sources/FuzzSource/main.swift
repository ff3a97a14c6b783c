// SPDX-License-Identifier: Apache-2.0

// Fuzzes the reading of sources: any text as a link, JSON, a package or a command line.

/// Called by libFuzzer for each input; a broken invariant traps, so that the input is kept.
@c(LLVMFuzzerTestOneInput)
public func fuzzOneInput(_ start: UnsafePointer<UInt8>?, _ count: Int) -> CInt {
    let bytes = unsafe Array(UnsafeBufferPointer(start: start, count: count))
    if let broken = SourceInvariants.firstBroken(by: bytes) {
        fatalError(broken)
    }
    return 0
}
