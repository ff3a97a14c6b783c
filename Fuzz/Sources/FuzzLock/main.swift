// SPDX-License-Identifier: Apache-2.0

// Fuzzes the reading of `ward.lock`.

/// Called by libFuzzer for each input; a broken invariant traps, so that the input is kept.
@c(LLVMFuzzerTestOneInput)
public func fuzzOneInput(_ start: UnsafePointer<UInt8>?, _ count: Int) -> CInt {
    let bytes = unsafe Array(UnsafeBufferPointer(start: start, count: count))
    if let broken = LockInvariants.firstBroken(by: bytes) {
        fatalError(broken)
    }
    return 0
}
